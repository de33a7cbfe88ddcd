"""Which databases are asked: those of a folder, or the sample that comes with the program."""

from pathlib import Path

from seatrial.vulns import exploits, lifecycles
from seatrial.vulns.database import SUFFIX, Database

_OTHERS = frozenset({exploits.FILE, lifecycles.FILE})
"""What is in the folder beside the databases of ecosystems."""


def databases(folder: Path, cache: Path | None) -> Database:
    """The databases of a folder; where it has none, and there is a cache, the sample.  Raises DatabaseError."""
    if cache is None or any(path.name not in _OTHERS for path in folder.glob(f"*{SUFFIX}")):
        return Database(folder)
    # Whoever has databases never needs what makes the sample.
    from seatrial.vulns.sample import sample_folder

    return Database(sample_folder(cache))
