import pytest

from flows.errors import AddressRefused, FetchError
from flows.steps.gather.addresses import Network
from flows.steps.gather.fetch import Page, fetch, open_client
from sites import Site


async def through(proxy: str, url: str, allowed: list[Network]) -> Page:
    async with open_client(user_agent="test", timeout=2, allow_networks=allowed, proxy=proxy) as client:
        return await fetch(client, url, max_bytes=1_000, timeout=2)


async def test_a_feed_is_asked_through_the_proxy_wherever_that_lies(site: Site) -> None:
    site.serve("http://wire.test/feed", b"<rss/>")
    page = await through(site.url(), "http://wire.test/feed", [])
    assert (page.status, page.body, page.final_url) == (200, b"<rss/>", "http://wire.test/feed")
    assert [request.path for request in site.requests] == ["http://wire.test/feed"]


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://2130706433/", "http://[::1]/", "http://169.254.169.254/", "http://localhost/", "http://a.internal/"],
)  # fmt: skip
async def test_the_proxy_does_not_hear_of_addresses_that_are_not_public(site: Site, address: str) -> None:
    site.serve("http://wire.test/feed", status=302, headers={"Location": address})
    for url in (address, "http://wire.test/feed"):
        with pytest.raises(AddressRefused, match="is not a public address"):
            await through(site.url(), url, [])
    assert [request.path for request in site.requests] == ["http://wire.test/feed"]


async def test_a_proxy_that_cannot_be_reached_is_told_without_its_password() -> None:
    with Site() as closed:
        port = closed.url().rpartition(":")[2]
    with pytest.raises(FetchError) as told:
        await through(f"http://reader:s3cret@127.0.0.1:{port}", "http://wire.test/feed", [])
    assert "s3cret" not in str(told.value)
