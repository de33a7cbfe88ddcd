"""What resource definitions read from services by ``call:``."""

import re
from collections.abc import Iterator, Mapping

from seatrial.engine.image_paths import images_at
from seatrial.engine.index import Index
from seatrial.model.location import Path
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

# [HOST:]PUBLISHED:TARGET[/PROTOCOL], or TARGET alone, for which a port is chosen; each may be a range.
_PORT = re.compile(
    r"(?:(?P<host>\[[0-9a-fA-F:.]+\]|\d+(?:\.\d+){3}):)?(?:(?P<published>[\d-]*):)?(?P<target>[\d-]+)(?:/(?P<protocol>\w+))?"
)
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - what Compose takes where no address is said
_LOOPBACK = re.compile(r"127\.[\d.]+|\[?::1\]?|localhost")


def images(raw: Raw, index: Index) -> Value:
    """The image of a service; what is built here is called by that name, and comes from no registry."""
    return [] if raw.attributes.get("build") is not None else images_at(raw, ("image",))


def ports(raw: Raw, index: Index) -> Value:
    """The ports that are published on the host."""
    said = raw.attributes.get("ports")
    if isinstance(said, Unknown):
        return said
    return [*_ports(raw, said)] if isinstance(said, list) else []


def _ports(raw: Raw, said: list[Value]) -> Iterator[Sourced]:
    for number, item in enumerate(said):
        origin = Origin(raw, ("ports", number))
        yield Sourced(_port(item), origin=origin)


def _port(item: Value) -> dict[str, Value]:
    if isinstance(item, Mapping):
        host = item.get("host_ip") or ""
        return _described(host, item.get("published"), item.get("target"), item.get("protocol"))
    text = item.prefix if isinstance(item, Unknown) else str(item)
    found = _PORT.fullmatch(text)
    if found is None:
        reason = item.reason if isinstance(item, Unknown) else f"`{text[:40]}` is no port"
        # The address stands in front: where it is known the rest need not be.
        loopback = _LOOPBACK.match(text)
        hole = Unknown(reason)
        return {
            **_described("", hole, hole, hole),
            "local": True if loopback and text[loopback.end() :][:1] == ":" else hole,
        }
    return _described(found["host"] or "", found["published"], found["target"], found["protocol"])


def _described(host: Value, published: Value, target: Value, protocol: Value) -> dict[str, Value]:
    """A port; where no address of the host is said it is every one."""
    local = Unknown(host.reason) if isinstance(host, Unknown) else _LOOPBACK.fullmatch(str(host)) is not None
    shown = "a port of it" if target is None or isinstance(target, Unknown) else f"its port {target}"
    return {
        "said": f"{shown} is published on the host",
        "host": _text(host, _EVERYWHERE),
        "published": _text(published),
        "target": _text(target),
        "protocol": _text(protocol, "tcp"),
        "local": local,
    }


def _text(value: Value, otherwise: str | None = None) -> Value:
    if isinstance(value, Unknown):
        return value
    return otherwise if value in (None, "") else str(value)


def build(raw: Raw, index: Index) -> Value:
    """From what a service is built, which may be said in a word."""
    said = raw.attributes.get("build")
    if said is None or isinstance(said, Unknown):
        return said
    path: Path = ("build",)
    if not isinstance(said, Mapping):
        return Sourced({"context": str(said)}, origin=Origin(raw, path))
    values = {key: said.get(key) for key in ("context", "dockerfile")}
    origins = {key: Origin(raw, (*path, key)) for key, value in values.items() if value is not None}
    return Sourced(values, origin=Origin(raw, path), origins=origins)


def volumes(raw: Raw, index: Index) -> Value:
    """What is mounted: ``source`` is a path of the host, or the name of a volume."""
    said = raw.attributes.get("volumes")
    if isinstance(said, Unknown):
        return said
    found = []
    for number, item in enumerate(said if isinstance(said, list) else ()):
        origin = Origin(raw, ("volumes", number))
        if isinstance(item, Mapping):
            found.append(Sourced({"source": item.get("source"), "target": item.get("target")}, origin=origin))
            continue
        source, _, rest = (item.prefix if isinstance(item, Unknown) else str(item)).partition(":")
        hole = Unknown(item.reason) if isinstance(item, Unknown) else None
        values = {"source": source if rest else hole, "target": hole or rest.partition(":")[0] or source}
        found.append(Sourced(values, origin=origin))
    return found
