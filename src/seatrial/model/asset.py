"""Assets: things with an identity, and what a connector read from one."""

from dataclasses import dataclass
from pathlib import Path as FilePath

from seatrial.model.base import Base
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.note import Note
from seatrial.model.package import Package
from seatrial.model.raw import Raw
from seatrial.model.risk import BusinessValue, Exposure
from seatrial.model.value import Unknown
from seatrial.model.vex import Thing, VexStatement
from seatrial.model.waiver import WaiverFlaw


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Use:
    """A place in the source of one asset that names another: the line of ``FROM`` or ``image:``.

    ``asset`` and ``address``  what names it: the asset's key, and the resource in it.
    ``source``    whose vocabulary names it: ``kubernetes``.
    ``role``      what it is there: ``run``, ``base``, ``part`` (files are copied from it) or ``build`` (none of it ends
                  up in what is built).
    ``exposure``  from where what runs it can be reached, and ``seen``  what says so; None and empty where unknown.
    ``value``     what it is worth to its owner, and ``worth``  what says so.
    ``privileged``  it runs with the rights of an administrator.
    """

    location: Location
    asset: str
    address: str = ""
    source: str = ""
    role: str = "run"
    exposure: Exposure | None = None
    seen: str = ""
    value: BusinessValue | None = None
    worth: str = ""
    privileged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Asset:
    """A root module, a plan, a state, a template, a folder of manifests, a Dockerfile, a lock file, an image.

    ``key``        its identity, the same wherever it is checked out: its path in the repository, ``.`` for the root.
    ``kind``       what people call it: "Terraform root module", "CloudFormation template".
    ``connector``  the slice that reads it.
    ``name``       how it is shown: its path from where the command runs.
    ``paths``      the files, or the one folder, to read: absolute; none of what lies in a registry.
    ``boundary``   the folder that nothing may be read outside of: absolute.
    ``names``      how the paths are shown, one for each; of what has no paths, its own name.
    ``uses``       the places that name it, sorted; none for what was named on the command line.
    ``origins``    of what is named: where it is had from, in the order in which they are asked; empty is its key alone.
    ``notes``      what is said at the places that name it.
    """

    key: str
    kind: str
    connector: str
    name: str
    paths: tuple[FilePath, ...]
    names: tuple[str, ...]
    boundary: FilePath
    uses: tuple[Use, ...] = ()
    origins: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a connector read from an asset: its raw blocks and objects, its packages, what it could not read, and notes.

    ``packages``  None of what has none, as a folder of manifests; an image without packages has ``()``.
    ``size``      of an image: the bytes of its layers as they are stored; None of what has none.
    ``bases``     what an image is built on, the nearest first, as far as it is known.
    ``release``   of the distribution that it is made of, as OSV names it: ``Debian:12``; empty where none is known.
    ``things``    what others call the asset: an image's purls and the digests of its manifests, a lock file's project.
    ``statements``  of VEX that lie beside it, and ``flawed``  those of them that cannot be followed.
    """

    asset: Asset
    raws: tuple[Raw, ...] = ()
    packages: tuple[Package, ...] | None = None
    gaps: tuple[Gap, ...] = ()
    notes: tuple[Note, ...] = ()
    release: str | Unknown = ""
    size: int | None = None
    bases: tuple[Base, ...] = ()
    things: tuple[Thing, ...] = ()
    statements: tuple[VexStatement, ...] = ()
    flawed: tuple[WaiverFlaw, ...] = ()
