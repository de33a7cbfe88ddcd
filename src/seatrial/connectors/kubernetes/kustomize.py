"""Which files a kustomization uses as patches: parts of objects, which are not to be judged as objects."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from seatrial.errors import ParseError
from seatrial.files import File
from seatrial.model.value import Value
from seatrial.parsers.yaml import parse_yaml

_LISTS = ("patches", "patchesStrategicMerge", "patchesJson6902")


def patches_of(kustomization: File) -> Iterator[Path]:
    """Yield the files that a kustomization names as patches.  One that is broken names none."""
    try:
        documents = parse_yaml(kustomization.content)
    except ParseError:
        # What it patches is judged without it, and so are the patches.
        return
    folder = kustomization.path.parent
    for document in documents:
        for name in _named(document.value):
            yield Path(folder, name).resolve()


def _named(value: Value) -> Iterator[str]:
    if not isinstance(value, Mapping):
        return
    for key in _LISTS:
        patches = value.get(key)
        for patch in patches if isinstance(patches, list) else ():
            name = patch.get("path") if isinstance(patch, Mapping) else patch
            # A patch may also be written in place, and then runs over lines.
            if isinstance(name, str) and "\n" not in name and "\0" not in name:
                yield name
