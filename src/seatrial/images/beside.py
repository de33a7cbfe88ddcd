"""Images that lie in a source tree: OCI layouts below a scan's targets, by the names that they give their images."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from seatrial.errors import ConnectorError, ParseError, UsageError
from seatrial.files import walk
from seatrial.images.limits import DEFAULTS
from seatrial.images.reference import Reference, parse_reference
from seatrial.images.transports.layout import index_of, names_of
from seatrial.images.transports.store import Folder

_MARK = "oci-layout"


def layouts_below(targets: Iterable[str], exclude: Sequence[str] = ()) -> Mapping[Reference, Sequence[str]]:
    """The images of all layouts, each as ``oci:FOLDER:NAME``, by their names.

    What is called by a tag alone is nobody's image.  A layout whose index cannot be read has none.
    """
    found: dict[Reference, list[str]] = defaultdict(list)
    for target in targets:
        if Path(target).is_dir():
            for file in walk(target, lambda name: name.rpartition("/")[2] == _MARK, tuple(exclude)):
                folder = Path(file.name).parent
                for name in _names(folder):
                    found[parse_reference(name)].append(f"oci:{folder}:{name}")
    return found


def _names(folder: Path) -> Iterator[str]:
    try:
        index = index_of(Folder(folder, str(folder)), DEFAULTS)
    except (ConnectorError, ParseError):
        return
    for descriptor in index.manifests:
        for name in names_of(descriptor):
            if _is_whole(name):
                yield name


def _is_whole(name: str) -> bool:
    """Whether it says at least a registry or a repository's folder, and a tag or a digest: ``1.27`` does not."""
    try:
        reference = parse_reference(name)
    except UsageError:
        return False
    return "/" in name and reference.wanted != "" and (":" in name.rpartition("/")[2] or "@" in name)
