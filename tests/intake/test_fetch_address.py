"""Addresses that may not be connected to, in every dress, and URLs that are not what they seem: no connection is made."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.intake.fetch import Fetcher, Rules
from dateline.intake.fetch_address import why_not
from dateline.intake.fetch_manners import Manners
from dateline.intake.fetch_url import Target, beside, target

PUBLIC = (
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450::200e",
    "::ffff:8.8.8.8",
    "2002:808:808::1",
    "64:ff9b::8.8.8.8",
    "2001:0:808:808:0:0:f7f7:f7f7",
)
# What a name may point to: the address as a name service would give it.
HOSTILE_ADDRESSES = (
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:0:127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:0:7f00:1:0:0:f7f7:f7f7",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "2002:a9fe:a9fe::",
    "2606:4700::5efe:10.0.0.1",
    "2606:4700::200:5efe:127.0.0.1",
    "3ffe::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "no address",
)
HOSTILE_URLS = (
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://1２7.0.0.1/",
    "http://①②⑦.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[0:0:0:0:0:ffff:7f00:1]/",
    "http://[fe80::1%25eth0]/",
    "http://[::1",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://printer/",
    "http://router.lan/",
    "http://db.internal/",
    "http://hidden.onion/",
    "http://name:secret@example.org/",
    "http://name@example.org/",
    "http://example.org@127.0.0.1/",
    "http://example.org:22/",
    "http://example.org:6379/",
    "http://example.org:0/",
    "http://example.org:99999/",
    "http://example.org:/",
    "http://example.org\\@127.0.0.1/",
    "http://127.0.0.1\\.example.org/",
    "http://exam\tple.org/",
    "http://example.org/a b",
    "http://example.org/\r\nHost: other",
    "http://example.org%2f@127.0.0.1/",
    "http://%31%32%37.0.0.1/",
    "http://-bad-.example.org/",
    "http://" + "a" * 64 + ".example.org/",
    "http://example..org/",
    "http:///etc/passwd",
    "http:example.org",
    "//example.org/",
    "file:///etc/passwd",
    "ftp://example.org/",
    "gopher://127.0.0.1:6379/_",
    "dict://127.0.0.1:11211/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "http://example.org/" + "a" * 5000,
    "",
)


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that somebody tries to connect or to send to."""
    seen: list[object] = []

    def connect(self: socket.socket, address: object) -> None:
        seen.append(address)
        raise ConnectionRefusedError("no connection in this test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return seen


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_connected_to(address: str) -> None:
    assert why_not(address) is None


def test_there_are_enough_hostile_cases() -> None:
    assert len({*HOSTILE_ADDRESSES}) + len({*HOSTILE_URLS}) >= 100


@pytest.mark.parametrize("address", HOSTILE_ADDRESSES)
def test_a_name_that_points_to_a_hostile_address_is_not_connected_to(address: str, touched: list[object]) -> None:
    asked: list[str] = []

    def resolve(name: str, port: int) -> list[str]:
        asked.append(name)
        return ["8.8.8.8", address]

    with Manners() as manners, pytest.raises(InputError, match="not fetched: the address"):
        Fetcher(manners, Rules(resolve=resolve)).get("http://news.example.org/story")
    assert asked == ["news.example.org"]
    assert touched == []


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_a_hostile_url_is_not_connected_to(url: str, touched: list[object]) -> None:
    with Manners() as manners, pytest.raises(InputError) as told:
        Fetcher(manners, Rules(resolve=lambda name, port: ["127.0.0.1"])).get(url)
    assert touched == []
    assert "secret" not in str(told.value)
    assert str(told.value).isprintable()


def test_a_connection_to_a_public_address_is_tried(touched: list[object]) -> None:
    """So that the tests above do not pass because nothing ever connects."""
    with Manners() as manners, pytest.raises(InputError, match=r"no connection to 8\.8\.4\.4"):
        Fetcher(manners, Rules(resolve=lambda name, port: ["8.8.8.8", "8.8.4.4"])).get("http://news.example.org/")
    assert touched == [("8.8.8.8", 80), ("8.8.4.4", 80)]


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_the_same_in_every_dress(address: object) -> None:
    plain = why_not(str(address))
    number = int(address)  # type: ignore[call-overload]
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    for dress in (f"::ffff:{high}:{low}", f"64:ff9b::{high}:{low}", f"2002:{high}:{low}::1", f"2606:4700::5efe:{high}:{low}"):
        assert (why_not(dress) is None) == (plain is None), dress


@given(st.ip_addresses(v=6))
def test_nothing_outside_the_global_range_is_public(address: object) -> None:
    if why_not(str(address)) is None:
        number = int(address)  # type: ignore[call-overload]
        assert number >> 125 == 1 or number >> 32 in (0x64FF9B << 64, 0xFFFF)


@given(st.text(max_size=60))
def test_a_url_is_taken_apart_or_refused(words: str) -> None:
    with suppress(InputError):
        found = target("http://" + words)
        assert found.url.isascii()
        assert target(found.url) == found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Example.ORG", Target("https", "example.org", 443, "/")),
        ("http://example.org./a?b=c#d", Target("http", "example.org", 80, "/a?b=c")),
        ("https://bücher.example.org/ü?q=ä%20", Target("https", "xn--bcher-kva.example.org", 443, "/%C3%BC?q=%C3%A4%20")),
        ("http://[2606:4700::1111]/", Target("http", "2606:4700::1111", 80, "/")),
    ],
)
def test_a_url_in_its_plain_form(url: str, expected: Target) -> None:
    assert target(url) == expected


def test_a_redirect_may_not_lead_down_to_http() -> None:
    ports = frozenset({80, 443})
    base = target("https://news.org/a/b")
    assert beside(base, "../c", ports=ports).url == "https://news.org/c"
    assert beside(target("http://news.org/"), "https://news.org/", ports=ports).scheme == "https"
    with pytest.raises(InputError, match="down to http"):
        beside(base, "http://news.org/", ports=ports)
