import socket
from ipaddress import IPv4Address, ip_network

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import AddressRefused, FetchError
from flows.steps.gather.addresses import PublicResolver, guard, is_public
from flows.steps.gather.fetch import fetch, open_client
from sites import Site

LOOPBACK = (ip_network("127.0.0.0/8"),)

REFUSED = [
    "127.0.0.1", "127.8.9.10", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "255.255.255.255",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.0.9", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "224.0.0.1", "233.252.0.1", "239.255.255.250", "240.0.0.1",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1",
    "2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1", "100::1", "no address", "",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.215.14", "100.128.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450:4001::200e", "::ffff:8.8.8.8"]  # fmt: skip


@pytest.mark.parametrize("ip", REFUSED)
def test_an_address_that_is_no_place_for_news_is_refused(ip: str) -> None:
    assert not is_public(ip, ())


@pytest.mark.parametrize("ip", PUBLIC)
def test_an_address_of_the_internet_is_public(ip: str) -> None:
    assert is_public(ip, ())


@pytest.mark.parametrize("ip", ["127.0.0.1", "::ffff:127.0.0.1", "10.1.2.3"])
def test_an_allowed_network_opens_its_addresses_and_no_others(ip: str) -> None:
    allowed = [*LOOPBACK, ip_network("10.1.0.0/16")]
    assert is_public(ip, allowed)
    assert not is_public("10.2.0.1", allowed)
    assert not is_public("::1", allowed)


@settings(max_examples=100)
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_ipv6_clothes(ip: IPv4Address) -> None:
    assert is_public(ip, ()) == is_public(f"::ffff:{ip}", ())


class Sockets:
    """Opens sockets for loopback and writes down each one; anything else would be a test that dials."""

    def __init__(self) -> None:
        self.opened = 0

    def open(self, family: int, kind: int, protocol: int) -> socket.socket:
        self.opened += 1
        return socket.socket(family, kind, protocol)


class Names(AbstractResolver):
    """Answers from a table; a name with several rows answers with one after the other."""

    table: dict[str, list[list[str]]]

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        rows = self.table[host]
        addresses = rows.pop(0) if len(rows) > 1 else rows[0]
        kind = {True: socket.AF_INET6, False: socket.AF_INET}
        return [
            {"hostname": host, "host": ip, "port": port, "family": kind[":" in ip], "proto": 0, "flags": 0}
            for ip in addresses
        ]

    async def close(self) -> None:
        pass


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> Sockets:
    sockets = Sockets()
    monkeypatch.setattr("flows.steps.gather.fetch.guard", lambda allowed: guard(allowed, opener=sockets.open))
    return sockets


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    table: dict[str, list[list[str]]] = {"localhost": [["127.0.0.1", "::1"]]}
    monkeypatch.setattr(Names, "table", table, raising=False)
    monkeypatch.setattr("flows.steps.gather.addresses.DefaultResolver", Names)
    return table


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://localhost/", "127.0.0.1, ::1"),
        ("http://127.1/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://0177.0.0.1/", "127.0.0.1"),
        ("http://0/", "0.0.0.0"),
        ("http://[::1]/", "::1"),
        ("http://[::ffff:127.0.0.1]/", "::ffff:7f00:1"),
        ("http://①②⑦.⓪.⓪.①/", "127.0.0.1"),
        ("http://１２７.０.０.１/", "127.0.0.1"),
        ("http://169.254.169.254/latest/", "169.254.169.254"),
        ("http://192.0.0.192/", "192.0.0.192"),
        ("http://100.100.100.200/", "100.100.100.200"),
        ("http://[fd00:ec2::254]/", "fd00:ec2::254"),
        ("http://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1"),
        ("http://[2002:7f00:1::]/", "2002:7f00:1::"),
        ("http://224.0.0.1/", "224.0.0.1"),
        ("http://example.com@127.0.0.1/", "127.0.0.1"),
        ("http://127.0.0.1\\@example.com/", "127.0.0.1"),
    ],
)
async def test_every_spelling_of_a_private_address_is_refused_before_a_socket_is_made(
    url: str, address: str, sockets: Sockets, names: dict[str, list[list[str]]]
) -> None:
    async with open_client(user_agent="test", timeout=1) as client:
        with pytest.raises(AddressRefused) as refused:
            await fetch(client, url, max_bytes=10, timeout=1)
    assert address in refused.value.reason
    assert refused.value.permanent
    assert sockets.opened == 0


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://x.test/", "ftp://x.test/", "dict://x.test/", "data:,x", "/etc/passwd", "", "http://",
     "http://a b/", "http://x.test:99999/", "javascript:alert(1)", "http://x.test:25/", "http://x.test:22/", "https://x.test:6379/"],
)  # fmt: skip
async def test_what_is_no_web_address_is_refused_unasked(
    url: str, sockets: Sockets, names: dict[str, list[list[str]]]
) -> None:
    async with open_client(user_agent="test", timeout=1, allow_networks=LOOPBACK) as client:
        with pytest.raises(FetchError) as refused:
            await fetch(client, url, max_bytes=10, timeout=1)
    assert refused.value.permanent
    assert sockets.opened == 0


async def test_of_a_public_and_a_private_record_only_the_public_one_is_dialled(
    sockets: Sockets, names: dict[str, list[list[str]]]
) -> None:
    names["both.test"] = [["10.0.0.1", "127.0.0.1", "fd00::1"]]
    with Site() as site:
        url = site.serve("/", b"hello").replace("127.0.0.1", "both.test")
        async with open_client(user_agent="test", timeout=1, allow_networks=LOOPBACK) as client:
            page = await fetch(client, url, max_bytes=10, timeout=1)
    assert page.body == b"hello"
    assert sockets.opened == 1


async def test_a_name_of_private_records_only_is_refused_with_all_of_them(
    sockets: Sockets, names: dict[str, list[list[str]]]
) -> None:
    names["inside.test"] = [["10.0.0.1", "fd00::1"]]
    async with open_client(user_agent="test", timeout=1, allow_networks=LOOPBACK) as client:
        with pytest.raises(AddressRefused, match=r"inside\.test leads to 10\.0\.0\.1, fd00::1: not public"):
            await fetch(client, "http://inside.test/", max_bytes=10, timeout=1)
    assert sockets.opened == 0


async def test_a_name_that_turns_private_between_two_lookups_is_refused_the_second_time(
    names: dict[str, list[list[str]]],
) -> None:
    names["turning.test"] = [["127.0.0.1"], ["10.0.0.1"]]
    resolver = PublicResolver(LOOPBACK)
    assert [record["host"] for record in await resolver.resolve("turning.test")] == ["127.0.0.1"]
    with pytest.raises(AddressRefused):
        await resolver.resolve("turning.test")


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_UNIX], ids=["private", "no internet"])
def test_the_guard_alone_makes_no_socket_for_a_private_address(family: socket.AddressFamily) -> None:
    sockets = Sockets()
    with pytest.raises(AddressRefused):
        guard((), opener=sockets.open)((family, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80)))
    assert sockets.opened == 0


async def test_a_proxy_in_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as proxy, Site() as site:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        async with open_client(user_agent="test", timeout=1, allow_networks=LOOPBACK) as client:
            page = await fetch(client, site.serve("/", b"direct"), max_bytes=10, timeout=1)
    assert page.body == b"direct"
    assert proxy.requests == []
