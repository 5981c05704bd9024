"""Which machines may be dialled: public ones, and the networks that the settings allow.

The check sits where the socket is made. Every hop of a redirect, every address
of a name and every literal address passes there, and a name that answers
differently the second time gains nothing.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from flows.errors import AddressRefused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC: tuple[Network, ...] = tuple(
    ip_network(block)
    for block in (
        # `is_global` of the Pythons we run on answers True, or changes its mind between releases, for each of these.
        "100.64.0.0/10",  # carrier-grade NAT: other customers, and some clouds' metadata
        "192.0.0.0/24",  # protocol assignments; 192.0.0.192 is a cloud's metadata address
        "192.88.99.0/24",  # 6to4 relays
        "224.0.0.0/4",  # multicast
        "::/96",  # IPv4-compatible addresses
        "64:ff9b::/96",  # NAT64: an IPv4 address in other clothes
        "64:ff9b:1::/48",  # NAT64 for local use
        "2001::/32",  # Teredo: an IPv4 address in other clothes
        "2002::/16",  # 6to4: the same
        "3fff::/20",  # documentation
        "fec0::/10",  # site-local
        "ff00::/8",  # multicast
    )
)

# The ports on which the fetch standard lets no browser speak HTTP, and databases that take commands by the line.
REFUSED_PORTS = frozenset({
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
    531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1433, 1719, 1720, 1723, 2049, 3306, 3659,
    4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211, 27017,
})  # fmt: skip


def is_public(ip: str | Address, allowed: Sequence[Network] = ()) -> bool:
    """Say whether an address lies in the public internet or in one of the allowed networks.

    An IPv4 address in an IPv6 one is judged as what it is. A text that is no
    address is not public.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in network for network in allowed):
        return True
    # A reserved, multicast or unspecified address may count as global: nothing of the news lives there.
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    return address.is_global and not special and not any(address in network for network in _NOT_PUBLIC)


def is_closed(host: str, allowed: Sequence[Network] = ()) -> bool:
    """Say whether a host, as an address has it, may not be dialled, as far as that is plain before it is looked up."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        ip_address(name)
    except ValueError:
        return (name == "localhost" or name.endswith(".localhost")) and not is_public("127.0.0.1", allowed)
    return not is_public(name, allowed)


def guard(
    allowed: Sequence[Network], *, opener: Callable[..., socket.socket] = socket.socket
) -> Callable[[tuple[Any, ...]], socket.socket]:
    """Return a `socket_factory` for `aiohttp.TCPConnector` that makes no socket for an address that may not be dialled.

    Args:
        allowed: Networks that may be dialled although they are not public.
        opener: Makes the socket from family, kind and protocol.

    Raises:
        AddressRefused: By the factory, before there is a socket.
    """

    def open_socket(addr_info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = addr_info
        if family not in {socket.AF_INET, socket.AF_INET6} or not is_public(address[0], allowed):
            raise AddressRefused(f"{address[0]} is not a public address, and no allowed network holds it")
        return opener(family, kind, protocol)

    return open_socket


class PublicResolver(AbstractResolver):
    """Resolves names to those of their addresses that may be dialled.

    Without it the refusal of one address of several would drown in the
    connector's own account of its attempts.
    """

    def __init__(self, allowed: Sequence[Network], inner: AbstractResolver | None = None) -> None:
        self._allowed = allowed
        self._inner = inner or DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the records that may be dialled.

        Raises:
            AddressRefused: The name has addresses, and none of them may be dialled.
            OSError: The name does not resolve.
        """
        records = await self._inner.resolve(host, port, family)
        public = [record for record in records if is_public(record["host"], self._allowed)]
        if records and not public:
            found = ", ".join(sorted({record["host"] for record in records}))
            raise AddressRefused(f"{host} leads to {found}: not public, and no allowed network holds it")
        return public

    async def close(self) -> None:
        """Release the resolver behind this one."""
        await self._inner.close()
