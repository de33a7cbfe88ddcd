"""Digests of contents, as in https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests."""

import hashlib
import re
from collections.abc import Iterable, Iterator

from seatrial.errors import IntegrityError
from seatrial.images.limits import size_of

_FORMS = {"sha256": re.compile(r"[0-9a-f]{64}"), "sha512": re.compile(r"[0-9a-f]{128}")}


def is_digest(text: str) -> bool:
    """Whether a text is a digest of an algorithm that counts: sha256 or sha512."""
    algorithm, _, value = text.partition(":")
    form = _FORMS.get(algorithm)
    return form is not None and form.fullmatch(value) is not None


def digest_of(content: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"


def short(digest: str) -> str:
    """A digest for people, as Docker shortens it."""
    algorithm, colon, value = digest.partition(":")
    return f"{algorithm}{colon}{value[:12]}"


def verified(chunks: Iterable[bytes], digest: str, size: int | None, name: str) -> Iterator[bytes]:
    """Hand the chunks on, and raise IntegrityError at the end where they are not what the digest and the size say.

    More bytes than ``size`` are not waited for.  Who does not read to the end has verified nothing.
    """
    if not is_digest(digest):
        raise IntegrityError(f"{name} is named by {digest[:80]!r}, which is no digest by sha256 or sha512")
    algorithm = digest.partition(":")[0]
    state = hashlib.new(algorithm)
    count = 0
    for chunk in chunks:
        state.update(chunk)
        count += len(chunk)
        if size is not None and count > size:
            raise IntegrityError(f"{name} is longer than the {size_of(size)} that are promised")
        yield chunk
    if size is not None and count != size:
        raise IntegrityError(f"{name} has {count} bytes, and not the {size} that are promised")
    found = f"{algorithm}:{state.hexdigest()}"
    if found != digest:
        raise IntegrityError(f"{name} is {short(found)}, and not {short(digest)}")
