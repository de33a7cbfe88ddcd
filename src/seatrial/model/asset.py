"""Assets: things with an identity, and what a connector read from one."""

from dataclasses import dataclass
from pathlib import Path as FilePath

from seatrial.model.gap import Gap
from seatrial.model.note import Note
from seatrial.model.raw import Raw


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Asset:
    """A root module, a plan, a state, a template, a folder of manifests, a Dockerfile.

    ``key``        its identity, the same wherever it is checked out: its path in the repository, ``.`` for the root.
    ``kind``       what people call it: "Terraform root module", "CloudFormation template".
    ``connector``  the slice that reads it.
    ``name``       how it is shown: its path from where the command runs.
    ``paths``      the files, or the one folder, to read: absolute.
    ``boundary``   the folder that nothing may be read outside of: absolute.
    ``names``      how the paths are shown, one for each.
    """

    key: str
    kind: str
    connector: str
    name: str
    paths: tuple[FilePath, ...]
    names: tuple[str, ...]
    boundary: FilePath


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a connector read from an asset: its raw blocks and objects, what it could not read, and its notes."""

    asset: Asset
    raws: tuple[Raw, ...] = ()
    gaps: tuple[Gap, ...] = ()
    notes: tuple[Note, ...] = ()
