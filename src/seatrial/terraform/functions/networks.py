"""Functions on address blocks, IPv4 and IPv6."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seatrial.model.value import Value
from seatrial.terraform.functions.registry import FunctionError, amount, function, text, whole
from seatrial.terraform.values import Number

_IPV4 = re.compile(r"([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})")
_GROUP = re.compile(r"[0-9a-fA-F]{1,4}")
_LENGTH = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class _Block:
    """An address block: the address with its host bits cleared."""

    address: int
    length: int
    bits: int

    @property
    def host_bits(self) -> int:
        return self.bits - self.length

    def holds(self, address: int) -> bool:
        return (address ^ self.address) >> self.host_bits == 0

    def __str__(self) -> str:
        return f"{_address_text(self.address, self.bits)}/{self.length}"


@function(text("prefix"), amount("hostnum"))
def cidrhost(prefix: str, host: Number) -> Value:
    block = _block(prefix)
    number = whole(host, "hostnum")
    size = 1 << block.host_bits
    if not -size <= number < size:
        raise FunctionError(f"cidrhost: prefix of {block.length} does not accommodate a host numbered {number}")
    return _address_text(block.address + number % size, block.bits)


@function(text("prefix"))
def cidrnetmask(prefix: str) -> Value:
    block = _block(prefix)
    if block.bits != 32:
        raise FunctionError(f"cidrnetmask: IPv6 addresses cannot have a netmask: {prefix}")
    return _address_text((1 << 32) - (1 << block.host_bits), 32)


@function(text("prefix"), amount("newbits"), amount("netnum"))
def cidrsubnet(prefix: str, newbits: Number, netnum: Number) -> Value:
    block = _block(prefix)
    more, number = whole(newbits, "newbits"), whole(netnum, "netnum")
    if more < 0 or number < 0:
        raise FunctionError("cidrsubnet: newbits and netnum must not be negative")
    if more > block.host_bits:
        raise FunctionError(f"cidrsubnet: insufficient address space to extend prefix of {block.length} by {more}")
    if number >> more:
        raise FunctionError(f"cidrsubnet: prefix extension of {more} does not accommodate a subnet numbered {number}")
    length = block.length + more
    return str(_Block(block.address | number << block.bits - length, length, block.bits))


@function(text("prefix"), rest=amount("newbits"))
def cidrsubnets(prefix: str, *newbits: Number) -> Value:
    block = _block(prefix)
    subnets: list[Value] = []
    following = block.address
    for bits in newbits:
        more = whole(bits, "newbits")
        if not 1 <= more <= 32:
            raise FunctionError("cidrsubnets: each prefix must be extended by 1 to 32 bits")
        if more > block.host_bits:
            raise FunctionError(f"cidrsubnets: not enough remaining address space to extend {prefix} by {more} bits")
        size = 1 << block.host_bits - more
        start = -(-following // size) * size
        if not block.holds(start) or start >> block.bits:
            raise FunctionError(f"cidrsubnets: not enough remaining address space in {prefix}")
        subnets.append(str(_Block(start, block.length + more, block.bits)))
        following = start + size
    return subnets


@function(text("containing_prefix"), text("contained_ip_or_prefix"))
def cidrcontains(containing: str, contained: str) -> Value:
    """OpenTofu's question whether an address or a block lies in another block."""
    outer = _block(containing)
    if "/" in contained:
        inner = _block(contained)
    else:
        address, bits = _address(contained)
        inner = _Block(address, bits, bits)
    if inner.bits != outer.bits:
        raise FunctionError(f"cidrcontains: address family mismatch: {containing} and {contained}")
    return inner.length >= outer.length and outer.holds(inner.address)


def _block(prefix: str) -> _Block:
    text_, _, length_text = prefix.partition("/")
    address, bits = _address(text_)
    length = int(length_text) if _LENGTH.fullmatch(length_text) else -1
    if not 0 <= length <= bits:
        raise FunctionError(f'invalid CIDR expression: "{prefix[:60]}" is no address block such as 10.0.0.0/16')
    host_bits = bits - length
    return _Block(address >> host_bits << host_bits, length, bits)


def _address(text_: str) -> tuple[int, int]:
    """An address and how many bits it has.  Terraform takes leading zeros of IPv4 numbers as decimal."""
    match = _IPV4.fullmatch(text_)
    numbers = [int(group) for group in match.groups()] if match else []
    if match and max(numbers) < 256:
        return int.from_bytes(bytes(numbers), "big"), 32
    groups = _ipv6_groups(text_)
    if groups is None:
        raise FunctionError(f'invalid CIDR expression: "{text_[:60]}" is no IP address')
    return sum(group << 112 - 16 * position for position, group in enumerate(groups)), 128


def _ipv6_groups(text_: str) -> list[int] | None:
    head, gap, tail = text_.partition("::")
    left, right = _groups(head), _groups(tail)
    if left is None or right is None or "::" in tail or (not gap and ":" not in head):
        return None
    missing = 8 - len(left) - len(right)
    if missing < 1 if gap else missing != 0:
        return None
    return [*left, *([0] * missing), *right]


def _groups(text_: str) -> list[int] | None:
    groups: list[int] = []
    pieces = text_.split(":") if text_ else []
    for position, piece in enumerate(pieces):
        ipv4 = _IPV4.fullmatch(piece) if position == len(pieces) - 1 else None
        if ipv4 and all(int(group) < 256 for group in ipv4.groups()):
            a, b, c, d = (int(group) for group in ipv4.groups())
            groups += (a << 8 | b, c << 8 | d)
        elif _GROUP.fullmatch(piece):
            groups.append(int(piece, 16))
        else:
            return None
    return groups


def _address_text(address: int, bits: int) -> str:
    if bits == 32:
        return ".".join(map(str, address.to_bytes(4, "big")))
    groups = [address >> 112 - 16 * position & 0xFFFF for position in range(8)]
    if address >> 32 == 0xFFFF:
        # Go prints an IPv4 address that is mapped into IPv6 as what it is.
        return _address_text(address & 0xFFFFFFFF, 32)
    start, length = _longest_zeros(groups)
    if length < 2:
        return ":".join(f"{group:x}" for group in groups)
    head = ":".join(f"{group:x}" for group in groups[:start])
    return f"{head}::{':'.join(f'{group:x}' for group in groups[start + length :])}"


def _longest_zeros(groups: Sequence[int]) -> tuple[int, int]:
    """Where the first of the longest runs of zeros begins, and its length (RFC 5952)."""
    best = (0, 0)
    run = 0
    for position, group in enumerate(groups):
        run = run + 1 if not group else 0
        if run > best[1]:
            best = (position - run + 1, run)
    return best
