"""Which addresses may be connected to. In: an address as the name service gives it. Out: None, or why it may not be connected to.

Only global unicast addresses are public. An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64, ISATAP) is judged by what is in
it, so that a private address in another dress is still private. The tables are in `fetch.toml`, not those of the Python in use.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Address = IPv4Address | IPv6Address

_GLOBAL = IPv6Network("2000::/3")  # all that has ever been given out for global unicast (RFC 4291, IANA)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_ISATAP = (0x00005EFE, 0x02005EFE)  # the upper half of an interface's number, RFC 5214


@cache
def table(name: str) -> dict[str, Any]:
    """The table of that name in `fetch.toml`."""
    tables = tomllib.loads(resources.files("dateline.intake").joinpath("fetch.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = tables[name]
    return found


@cache
def _networks() -> tuple[tuple[IPv4Network | IPv6Network, str], ...]:
    return tuple((ip_network(network), reason) for network, reason in table("networks").items())


def why_not(address: str) -> str | None:
    """Why no connection may be made to the address; None for a public one. What is no address is refused too."""
    if "%" in address:
        return "bound to one interface of this machine"
    try:
        whole = ip_address(address)
    except ValueError:
        return "no address"
    return next((reason for plain in unwrapped(whole) if (reason := _refused(plain))), None)


def unwrapped(address: Address) -> Iterator[Address]:
    """The addresses that a packet to this one may end at: those inside it, or itself when there is none in it. Without an end in itself,
    because what is inside an IPv6 address is always an IPv4 one."""
    inside = list(_inside(address)) if isinstance(address, IPv6Address) else []
    yield from inside
    # An ISATAP address is also one of its network's own.
    if not inside or _is_isatap(address):
        yield address


def _inside(address: IPv6Address) -> Iterator[IPv4Address]:
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    elif address.sixtofour:
        yield address.sixtofour
    elif address.teredo:
        yield from address.teredo
    elif address in _NAT64 or _is_isatap(address):
        yield IPv4Address(int(address) & 0xFFFFFFFF)


def _is_isatap(address: Address) -> bool:
    return isinstance(address, IPv6Address) and (int(address) >> 32) & 0xFFFFFFFF in _ISATAP


def _refused(address: Address) -> str | None:
    for network, reason in _networks():
        if address.version == network.version and address in network:
            return reason
    if isinstance(address, IPv6Address) and address not in _GLOBAL:
        return "not given out for use"
    return None if address.is_global else "not public"
