"""Identity of results: the same finding has the same fingerprint after any edit that does not touch it (DESIGN 8)."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from seatrial.model.result import Result

_INDEX = re.compile(r"\[\d+\]")


def decided_by(result: Result) -> str:
    """The path of the property that decided, else the element; without indices."""
    return without_indices(result.evidence[0].property if result.evidence else result.element)


def without_indices(path: str) -> str:
    """``ingress.cidrs`` for ``ingress[1].cidrs``: whatever comes before it in a list."""
    return _INDEX.sub("", path)


def fingerprinted(results: Iterable[Result], asset_key: str, scope: str) -> Iterator[Result]:
    """Yield the results with their fingerprints.

    A fingerprint is sha256 over check id, asset key, scope (the directory of the root module or chart), resource
    address, property path without indices, and the ordinal among those that are otherwise identical.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for result in results:
        path = decided_by(result)
        identity = (result.check, asset_key, scope, result.address, path)
        text = "\0".join((*identity, str(seen[identity])))
        seen[identity] += 1
        yield replace(result, fingerprint=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
