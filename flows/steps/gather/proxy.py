"""Asking through a proxy: it may lie anywhere, and where it may not be sent is refused before it hears of it."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_network

from aiohttp import ClientHandlerType, ClientRequest, ClientResponse
from yarl import URL

from flows.errors import AddressRefused, FetchError
from flows.steps.gather.addresses import Network, is_closed


async def networks_of(proxy: str) -> list[Network]:
    """Return the proxy's own addresses, a network each.

    Raises:
        FetchError: Its name does not resolve. Its password is not told.
    """
    url = URL(proxy)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(url.host, url.port)
    except OSError as error:
        raise FetchError(f"the proxy's name does not resolve: {error.strerror}", subject=url.host or "") from error
    return sorted({ip_network(str(address[0])) for *_, address in found}, key=str)


class Refusal:
    """Raises AddressRefused for a literal address that is not public, and for the names of the proxy's own machine."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed

    async def __call__(self, request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        """Hand the request on, if its host may be asked for."""
        host = (request.url.host or "").rstrip(".").lower()
        # These are the proxy's own, whatever we may dial here.
        local = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
        if local or is_closed(host, self._allowed):
            raise AddressRefused(f"{host} is not a public address, and no allowed network holds it")
        return await handler(request)
