"""A target -> its bill: a folder or a file of a repository, an image, an unpacked root, or a document of a bill."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seatrial import files
from seatrial.errors import ConnectorError, LimitError, ParseError, UsageError
from seatrial.model.package import Package
from seatrial.parsers.packages import cargo_auditable, format_of, go_binary, reader_of
from seatrial.parsers.packages.executable import is_executable
from seatrial.sbom.bill import Bill, Subject

_NO_RELEASE = "it is not known which distribution its packages are of; `rootfs:` reads that, too"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """What of a target is wanted.

    ``development``  also what is needed to build and to test only.
    ``exclude``      patterns as in .gitignore: files of a folder that are left out.
    ``platform``     which image of an index: ``linux/arm64``; empty is this machine's.
    ``insecure``     registries need no certificate that counts.
    """

    development: bool = False
    exclude: tuple[str, ...] = ()
    platform: str = ""
    insecure: bool = False


def gather(target: str, options: Gathering) -> Bill:
    """The bill of a target: ``image:REFERENCE``, ``rootfs:FOLDER``, ``sbom:FILE``, or a path.

    What cannot be read of it is among the bill's gaps.  Raises UsageError for what is no target; ConnectorError,
    ParseError or LimitError where nothing of it can be read.
    """
    scheme, _, rest = target.partition(":")
    if scheme in ("image", "rootfs") and rest:
        from seatrial.sbom.of_image import bill_of_image

        reference = rest if scheme == "image" else target
        found = bill_of_image(reference, platform=options.platform, insecure=options.insecure)
    elif scheme == "sbom" and rest:
        found = _bill_in(rest)
    else:
        found = _bill_of_path(target, options.exclude)
    return Bill.of(found.subject, _wanted(found.packages, development=options.development), found.gaps)


def _wanted(packages: tuple[Package, ...], *, development: bool) -> Iterator[Package]:
    """Without what a distribution's package has installed and so tells of already, and what only development needs.

    Where it is not known which distribution that is, its package tells nobody anything.
    """
    owners = {package.name for package in packages if package.kind == "os" and package.ecosystem}
    for package in packages:
        is_told = package.kind != "os" and package.owned_by in owners
        if not is_told and (development or not package.development):
            yield package


def _bill_in(path: str) -> Bill:
    from seatrial.sbom.read import parse_bill

    place = Path(path).absolute()
    content = files.read_bytes(place, Path(place.anchor), path)
    try:
        return parse_bill(content)
    except ParseError as error:
        error.file = path
        raise


def _bill_of_path(target: str, exclude: tuple[str, ...]) -> Bill:
    top = Path.cwd() / os.path.normpath(target)
    is_folder = top.is_dir()
    packages: list[Package] = []
    gaps: list[str] = []
    for file in files.walk(target, lambda name: bool(format_of(name)), exclude):
        # Places in a document are told from the target on: where that lies is nobody else's business.
        name = file.path.relative_to(top if is_folder else top.parent).as_posix()
        try:
            found, problems = _read(file.content, file.name, name)
        except (ConnectorError, LimitError) as error:
            gaps.append(_told(str(error), file.name, name))
            continue
        packages += found
        gaps += [str(problem) for problem in problems]
        if any(package.kind == "os" and not package.ecosystem for package in found):
            gaps.append(f"{name}: {_NO_RELEASE}")
    subject = Subject(name=Path(os.path.realpath(top)).name or "/", of="folder" if is_folder else "file")
    return Bill(subject=subject, packages=tuple(packages), gaps=tuple(gaps))


def _told(message: str, typed: str, name: str) -> str:
    """What could not be read, by its name from the target on."""
    return name + message.removeprefix(typed) if message.startswith(typed) else f"{name}: {message}"


def _read(content: bytes, path: str, name: str) -> tuple[list[Package], list[ParseError]]:
    """The packages of a file; ``path`` tells the format, and ``name`` is told as its place.  Raises UsageError."""
    reader = reader_of(path)
    if reader is not None:
        readers = [reader]
    elif is_executable(content[:4]):
        readers = [go_binary, cargo_auditable]
    else:
        raise UsageError(f"{path!r} is no file that tells of packages; name the folder that it is in")
    found = [reader.read(content, name) for reader in readers]
    return [one for each in found for one in each.packages], [one for each in found for one in each.problems]
