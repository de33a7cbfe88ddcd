"""What resources say to a scanner of themselves: annotations of Kubernetes objects, metadata in CloudFormation."""

from collections.abc import Iterable, Iterator, Mapping

from seatrial.model.location import Path
from seatrial.model.note import Note
from seatrial.model.raw import Raw
from seatrial.model.value import Value

_KEY_PARTS = ("seatrial.dev/waive", "checkov.io/skip", "ignore-check.kube-linter.io/", "polaris.fairwinds.com/")
# A pod template's annotations speak for its pods, which are what is judged.
_ANNOTATIONS: tuple[Path, ...] = (("metadata", "annotations"), ("spec", "template", "metadata", "annotations"))


def spoken(raws: Iterable[Raw]) -> Iterator[Note]:
    """Yield the notes that objects and resources carry, each about the one that says it."""
    for raw in raws:
        if raw.source == "kubernetes":
            yield from _annotations(raw)
        elif raw.source == "cloudformation" and "Metadata" in raw.attributes:
            yield from _metadata(raw)


def _annotations(raw: Raw) -> Iterator[Note]:
    for path in _ANNOTATIONS:
        said = _at(raw.attributes, path)
        if not isinstance(said, Mapping):
            continue
        for key, text in said.items():
            if isinstance(text, str) and str(key).startswith(_KEY_PARTS):
                yield _note(raw, (*path, key), str(key), text)


def _metadata(raw: Raw) -> Iterator[Note]:
    for tool, key in (("seatrial", "waive"), ("checkov", "skip")):
        path = ("Metadata", tool, key)
        said = _at(raw.attributes, path)
        for index, item in enumerate(said if isinstance(said, list) else [said]):
            text = _line(item)
            if text:
                yield _note(raw, (*path, index) if isinstance(said, list) else path, f"{tool}.{key}", text)


def _line(item: Value) -> str:
    """An entry as the one line that says the same: ours is a text or a mapping, Checkov's has an id and a comment."""
    if isinstance(item, str):
        return item
    if not isinstance(item, Mapping):
        return ""
    if "id" in item:
        return f"{item['id']}={item.get('comment', '')}"
    options = " ".join(f"{name}={item[name]}" for name in ("until", "owner") if isinstance(item.get(name), str))
    reason = f" -- {item['reason']}" if isinstance(item.get("reason"), str) else ""
    checks = item.get("checks", item.get("check", ""))
    names = checks if isinstance(checks, str) else ",".join(c for c in checks if isinstance(c, str))
    return f"{names} {options}{reason}"


def _at(value: Value, path: Path) -> Value:
    for step in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(str(step))
    return value


def _note(raw: Raw, path: Path, key: str, text: str) -> Note:
    return Note(location=raw.locate(path), text=text, key=key, address=raw.address)
