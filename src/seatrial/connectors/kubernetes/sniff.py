"""What a file is, judged from its bytes, without parsing those that are nothing of ours."""

import re

import msgspec

_VERSION = re.compile(rb"""^(?:\xef\xbb\xbf)?["']?apiVersion["']?[ \t]*:""", re.MULTILINE)
_KIND = re.compile(rb"""^(?:\xef\xbb\xbf)?["']?kind["']?[ \t]*:""", re.MULTILINE)
_FLOW_VERSION = re.compile(rb"""apiVersion["']?\s*:""")
_FLOW_OBJECT = re.compile(rb"""^\{\s*["']?(?:apiVersion|kind)["']?\s*:""", re.MULTILINE)
_LIBRARY_CHART = re.compile(rb"""^type:[ \t]*["']?library\b""", re.MULTILINE)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")

KUSTOMIZATIONS = frozenset({"kustomization.yaml", "kustomization.yml"})


class _Probe(msgspec.Struct):
    """The keys that make a JSON object an object of Kubernetes."""

    version: msgspec.Raw | msgspec.UnsetType = msgspec.field(name="apiVersion", default=msgspec.UNSET)
    kind: msgspec.Raw | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


def is_manifest(content: bytes) -> bool:
    """Whether a text holds objects: an apiVersion and a kind at the top."""
    if content.startswith(_WIDE_MARKS):
        encoding = "utf-16-le" if content.startswith(_WIDE_MARKS[0]) else "utf-16-be"
        content = content.decode(encoding, "ignore").encode(errors="ignore")
    if b"apiVersion" not in content:
        return False
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _is_flow_manifest(content)
    return bool((_VERSION.search(content) and _KIND.search(content)) or _FLOW_OBJECT.search(content))


def _is_flow_manifest(content: bytes) -> bool:
    if not _FLOW_VERSION.search(content):
        return False
    try:
        probe = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=_Probe)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        # Broken, a template, or YAML in its flow style: reading it will tell.
        return b"kind" in content
    return probe.version is not msgspec.UNSET and probe.kind is not msgspec.UNSET


def is_library_chart(content: bytes) -> bool:
    """Whether a Chart.yaml is that of a library chart, which has nothing to render."""
    return bool(_LIBRARY_CHART.search(content))
