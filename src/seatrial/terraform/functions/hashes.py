"""Digests and identifiers.  What is random or needs a key that is elsewhere is unknown."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode

from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions.registry import FunctionError, Parameter, amount, function, text

_NAMESPACES = {
    "dns": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "url": "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
    "oid": "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
    "x500": "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
}
_UUID = re.compile(
    r"(?:urn:uuid:|\{)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})\}?", re.IGNORECASE
)
ALGORITHMS = ("md5", "sha1", "sha256", "sha512")


def digest(algorithm: str, content: bytes) -> bytes:
    # Terraform's digests name and compare content; whether md5 is good enough is for checks to say.
    return hashlib.new(algorithm, content, usedforsecurity=False).digest()


def _declare(algorithm: str) -> None:
    @function(text("str"), name=algorithm)
    def hexadecimal(value: str) -> Value:
        return digest(algorithm, value.encode()).hex()


def _declare_base64(algorithm: str) -> None:
    @function(text("str"), name=f"base64{algorithm}")
    def encoded(value: str) -> Value:
        return b64encode(digest(algorithm, value.encode())).decode()


for _algorithm in ALGORITHMS:
    _declare(_algorithm)
for _algorithm in ("sha256", "sha512"):
    _declare_base64(_algorithm)


@function(text("namespace"), text("name"))
def uuidv5(namespace: str, name: str) -> Value:
    match = _UUID.fullmatch(_NAMESPACES.get(namespace, namespace))
    if match is None:
        raise FunctionError(f'uuidv5: there is no namespace "{namespace}"')
    hashed = digest("sha1", bytes.fromhex(match[1].replace("-", "")) + name.encode())[:16]
    number = int.from_bytes(hashed, "big")
    number = number & ~(0xF << 76) | 5 << 76
    number = number & ~(0x3 << 62) | 2 << 62
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@function()
def uuid() -> Value:
    return Unknown("`uuid()` is another one in every run", is_set=True)


@function(text("str"), rest=amount("cost"))
def bcrypt(value: str, *cost: Value) -> Value:
    return Unknown("`bcrypt` has another salt in every run", is_set=True)


@function(text("ciphertext"), Parameter("privatekey"))
def rsadecrypt(ciphertext: str, private_key: Value) -> Value:
    return Unknown("`rsadecrypt` is not computed: secrets are not decrypted here", is_set=True)
