"""Addresses and ranges of addresses: Kubernetes' ``ip`` and ``cidr``, which the specification has taken over."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from seatrial.cel.errors import EvaluationError, shown
from seatrial.cel.functions import Library
from seatrial.cel.values import Opaque

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

LIBRARY = Library()
_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}")
_LONGEST = 45
_GLOBAL_BROADCAST = (1 << 32) - 1


class IP(Opaque):
    """An address.  Two are equal when they are the same host: an IPv4 address and its form within IPv6 are."""

    __slots__ = ("address",)
    cel_type = "net.IP"

    def __init__(self, address: IPv4Address | IPv6Address) -> None:
        self.address = address

    @property
    def plain(self) -> IPv4Address | IPv6Address:
        """The address, taken out of IPv6 if it is an IPv4 one."""
        if self.address.version == 6 and self.address.ipv4_mapped is not None:
            return self.address.ipv4_mapped
        return self.address

    def __eq__(self, other: object) -> bool:
        return self.plain == other.plain if isinstance(other, IP) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.plain)

    def __str__(self) -> str:
        return str(self.address)


class CIDR(Opaque):
    """A range of addresses, written with an address in it: ``10.0.0.1/8`` is another value than ``10.0.0.0/8``."""

    __slots__ = ("ip", "length")
    cel_type = "net.CIDR"

    def __init__(self, ip: IP, length: int) -> None:
        self.ip = ip
        self.length = length

    @property
    def start(self) -> int:
        host_bits = self.ip.address.max_prefixlen - self.length
        return int(self.ip.address) >> host_bits << host_bits

    def holds(self, address: IPv4Address | IPv6Address, length: int) -> bool:
        """Whether all of a range lies in this one."""
        if address.version != self.ip.address.version or length < self.length:
            return False
        host_bits = address.max_prefixlen - self.length
        return int(address) >> host_bits << host_bits == self.start

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CIDR):
            return NotImplemented
        return self.ip.address == other.ip.address and self.length == other.length

    def __hash__(self) -> int:
        return hash((self.ip.address, self.length))

    def __str__(self) -> str:
        return f"{self.ip}/{self.length}"


def parse_ip(text: str) -> IP:
    """Raises EvaluationError, for zones and for IPv6 addresses that end in dotted numbers too."""
    from ipaddress import AddressValueError, IPv4Address, IPv6Address

    if len(text) > _LONGEST or "%" in text or (":" in text and "." in text):
        raise EvaluationError(f"{shown(text)} is no IP address")
    try:
        return IP(IPv6Address(text) if ":" in text else IPv4Address(text))
    except AddressValueError:
        raise EvaluationError(f"{shown(text)} is no IP address") from None


def parse_cidr(text: str) -> CIDR:
    """Raises EvaluationError."""
    address, _, length = text.partition("/")
    ip = parse_ip(address)
    if not _LENGTH.fullmatch(length) or int(length) > ip.address.max_prefixlen:
        raise EvaluationError(f"{shown(text)} is no range of addresses; one looks like 10.0.0.0/8")
    return CIDR(ip, int(length))


@LIBRARY.function("ip", "string -> net.IP")
def ip_(text: str) -> IP:
    return parse_ip(text)


@LIBRARY.function("isIP", "string -> bool")
def is_ip(text: str) -> bool:
    return _is(parse_ip, text)


@LIBRARY.function("ip.isCanonical", "string -> bool")
def is_canonical(text: str) -> bool:
    return str(parse_ip(text)) == text


@LIBRARY.function("cidr", "string -> net.CIDR")
def cidr(text: str) -> CIDR:
    return parse_cidr(text)


@LIBRARY.function("isCIDR", "string -> bool")
def is_cidr(text: str) -> bool:
    return _is(parse_cidr, text)


@LIBRARY.method("family", "net.IP -> int")
def family(ip: IP) -> int:
    return ip.address.version


@LIBRARY.method("isUnspecified", "net.IP -> bool")
def is_unspecified(ip: IP) -> bool:
    return ip.address.is_unspecified


@LIBRARY.method("isLoopback", "net.IP -> bool")
def is_loopback(ip: IP) -> bool:
    return ip.plain.is_loopback


@LIBRARY.method("isLinkLocalUnicast", "net.IP -> bool")
def is_link_local_unicast(ip: IP) -> bool:
    return ip.plain.is_link_local


@LIBRARY.method("isLinkLocalMulticast", "net.IP -> bool")
def is_link_local_multicast(ip: IP) -> bool:
    address = ip.plain
    if address.version == 4:
        return address.is_multicast and int(address) >> 8 == 0xE00000
    # The scope is the fourth hexadecimal digit of a multicast address; 2 is the link.
    return address.is_multicast and int(address) >> 112 & 0xF == 2


@LIBRARY.method("isGlobalUnicast", "net.IP -> bool")
def is_global_unicast(ip: IP) -> bool:
    """As Go has it: private addresses are, addresses for the link, for many or for nobody are not."""
    address = ip.plain
    if address.version == 4 and int(address) == _GLOBAL_BROADCAST:
        return False
    special = address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local
    return not special


@LIBRARY.method("containsIP", "net.CIDR, net.IP -> bool", "net.CIDR, string -> bool")
def contains_ip(range_: CIDR, ip: IP | str) -> bool:
    address = (parse_ip(ip) if isinstance(ip, str) else ip).address
    return range_.holds(address, address.max_prefixlen)


@LIBRARY.method("containsCIDR", "net.CIDR, net.CIDR -> bool", "net.CIDR, string -> bool")
def contains_cidr(range_: CIDR, other: CIDR | str) -> bool:
    inner = parse_cidr(other) if isinstance(other, str) else other
    return range_.holds(inner.ip.address, inner.length)


@LIBRARY.method("ip", "net.CIDR -> net.IP")
def cidr_ip(range_: CIDR) -> IP:
    return range_.ip


@LIBRARY.method("masked", "net.CIDR -> net.CIDR")
def masked(range_: CIDR) -> CIDR:
    return CIDR(IP(type(range_.ip.address)(range_.start)), range_.length)


@LIBRARY.method("prefixLength", "net.CIDR -> int")
def prefix_length(range_: CIDR) -> int:
    return range_.length


def _is(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except EvaluationError:
        return False
    return True
