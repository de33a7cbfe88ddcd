"""Signatures by keys, as cosign makes and verifies them.

https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md: what is signed is a payload that names the digest
of a manifest; another manifest, under the tag ``sha256-<digest>.sig``, has each payload as a layer, and its signature
as an annotation of that.
"""

import base64
import binascii
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

import msgspec
from msgspec import Struct

from seatrial.errors import UsageError

PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json"
ANNOTATION = "dev.cosignproject.cosign/signature"
_TYPE = "cosign container image signature"
_EXAMPLE = "Docker-manifest-digest"
_MOST_KEY = 64 * 1024

Verify: TypeAlias = Callable[[bytes, bytes], bool]
"""Whether a signature (the second) is one of a text (the first) by the key that counts."""


class Signer(NamedTuple):
    """A private key: it signs, and what it has signed is told by ``verify``."""

    sign: Callable[[bytes], bytes]
    verify: Verify


class _Identity(Struct, frozen=True, rename={"reference": "docker-reference"}):
    reference: str = ""


class _Image(
    Struct, frozen=True, omit_defaults=True, rename={"digest": "docker-manifest-digest", "as_in_the_example": _EXAMPLE}
):
    """Cosign writes the first; the example in its specification has a capital, and Go does not mind which it reads."""

    digest: str = ""
    as_in_the_example: str = ""


class _Critical(Struct, frozen=True):
    identity: _Identity
    image: _Image
    type: str


class _Payload(Struct, frozen=True):
    critical: _Critical
    optional: msgspec.Raw = msgspec.Raw(b"null")


def tag_of_signatures(digest: str) -> str:
    """Where the signatures of a manifest lie, in the same repository."""
    return f"{digest.replace(':', '-')}.sig"


def payload_of(reference: str, digest: str) -> bytes:
    """What is signed of a manifest.  The reference is for people: nobody verifies it, since artifacts are mirrored."""
    critical = _Critical(identity=_Identity(reference), image=_Image(digest), type=_TYPE)
    return msgspec.json.encode(_Payload(critical))


def is_about(payload: bytes, digest: str) -> bool:
    """Whether a payload names a manifest, as cosign's do.  Only one whose signature is right may be asked."""
    try:
        critical = msgspec.json.decode(payload, type=_Payload).critical
    except (msgspec.DecodeError, RecursionError):
        # The key has signed something else, by some other program.
        return False
    said = {critical.image.digest, critical.image.as_in_the_example} - {""}
    return critical.type == _TYPE and said == {digest}


def decode_signature(text: str) -> bytes:
    """The bytes of an annotation; none for what is no base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def encode_signature(signature: bytes) -> str:
    return base64.b64encode(signature).decode()


def load_verifier(path: Path) -> Verify:
    """A public key in PEM, as ``cosign.pub``: ECDSA on P-256, or Ed25519.  Raises UsageError."""
    content = _load(path)
    _demand_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        return _verifier(load_pem_public_key(content), path)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{path} is no public key in PEM: {_said(error)}") from error


def load_signer(path: Path, password: str) -> Signer:
    """A private key in PEM (PKCS #8): ECDSA on P-256, or Ed25519.  Raises UsageError.

    ``password``  of the key; empty where it has none.
    """
    content = _load(path)
    if b"ENCRYPTED COSIGN PRIVATE KEY" in content or b"ENCRYPTED SIGSTORE PRIVATE KEY" in content:
        raise UsageError(
            f"{path} is encrypted in a way of cosign's own, which is not read here; "
            "push with --unsigned, and sign with `cosign sign --key` what that names"
        )
    _demand_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(content, password.encode() if password else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        # A TypeError is what a password that is missing, or one too many, raises.
        raise UsageError(f"{path} is no private key in PEM that can be opened: {_said(error)}") from error
    verify = _verifier(key.public_key(), path)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        private = key
        return Signer(lambda text: private.sign(text, ec.ECDSA(hashes.SHA256())), verify)
    assert isinstance(key, ed25519.Ed25519PrivateKey)  # noqa: S101 - _verifier takes no third kind
    return Signer(key.sign, verify)


def _verifier(key: object, path: Path) -> Verify:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    def verify(text: bytes, signature: bytes) -> bool:
        try:
            if isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(signature, text, ec.ECDSA(hashes.SHA256()))
            elif isinstance(key, ed25519.Ed25519PublicKey):
                key.verify(signature, text)
            else:
                return False
        except InvalidSignature:
            return False
        return True

    is_known = isinstance(key, ed25519.Ed25519PublicKey) or (
        isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    )
    if not is_known:
        raise UsageError(f"{path} is a key of another kind than ECDSA on P-256 and Ed25519")
    return verify


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_KEY)
    except OSError as error:
        raise UsageError(f"the key {path} cannot be read: {error.strerror}") from error


def _demand_cryptography() -> None:
    try:
        import cryptography  # noqa: F401 - whether it is there
    except ImportError as error:
        raise UsageError("signatures need the package cryptography: pip install 'seatrial[signing]'") from error


def _said(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
