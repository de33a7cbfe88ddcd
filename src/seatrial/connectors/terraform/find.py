"""Find root modules, plans and states among files."""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from seatrial.connectors import Options
from seatrial.connectors.terraform.roots import roots_among
from seatrial.connectors.terraform.sniff import Kind, kind_of
from seatrial.connectors.terraform.tree import Tree
from seatrial.errors import UsageError
from seatrial.files import File
from seatrial.model.asset import Asset

ROOT_MODULE = "Terraform root module"

_CODE = (".tf", ".tf.json", ".tofu", ".tofu.json")


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """Yield the root modules, plans and states among the files.

    A directory that another one calls as a module is no root of its own: it is judged with the values that it is given.
    Raises UsageError for an option that names what is not there.
    """
    _demand(options)
    modules: dict[Path, dict[str, File]] = defaultdict(dict)
    for file in files:
        if file.path.name.endswith(_CODE):
            modules[file.boundary].setdefault(_directory(file), file)
        elif (kind := kind_of(file.path.name, file.content)) is not None:
            yield _document(file, kind)
    for boundary, directories in modules.items():
        for directory in roots_among(directories, Tree(boundary)):
            yield _root(directories[directory])


def _demand(options: Options) -> None:
    for path in options.get("var_file") or ():
        if not Path(path).is_file():
            raise UsageError(f"there is no file {path!r}, which --var-file names")
    source = options.get("source")
    if source and not Path(source).is_dir():
        raise UsageError(f"there is no folder {source!r}, which --source names")


def _directory(file: File) -> str:
    return file.path.parent.relative_to(file.boundary).as_posix()


def _root(file: File) -> Asset:
    return Asset(
        key=posixpath.dirname(file.key) or ".",
        kind=ROOT_MODULE,
        connector="terraform",
        name=posixpath.dirname(file.name) or ".",
        paths=(file.path.parent,),
        names=(posixpath.dirname(file.name) or ".",),
        boundary=file.boundary,
    )


def _document(file: File, kind: Kind) -> Asset:
    return Asset(
        key=file.key,
        kind=kind,
        connector="terraform",
        name=file.name,
        paths=(file.path,),
        names=(file.name,),
        boundary=file.boundary,
    )
