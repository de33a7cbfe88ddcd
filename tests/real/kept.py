"""What takes minutes to make is kept between runs, in ~/.cache/seatrial-tests: made again when its recipe changes.

That folder can be removed at any time.
"""

import fcntl
import hashlib
import subprocess
import tempfile
from pathlib import Path

_RECIPES = Path(__file__).parent / "recipes"
_KEPT = Path.home() / ".cache" / "seatrial-tests"
_SECONDS = 1200


def kept(recipe: str, *arguments: str | Path) -> Path:
    """The folder that a recipe fills.

    Its script ``build`` runs in an empty one, with the recipe's own folder as first argument, and these behind it.
    One process makes it, and the others wait.  It is made aside and renamed, so that nothing half made is ever kept.
    """
    source = _RECIPES / recipe
    target = _KEPT / f"{recipe}-{_digest(source, arguments)}"
    _KEPT.mkdir(parents=True, exist_ok=True)
    with (_KEPT / f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.is_dir():
            _make(["sh", str(source / "build"), str(source), *map(str, arguments)], target)
    return target


def _digest(source: Path, arguments: tuple[str | Path, ...]) -> str:
    """Of all files of the recipe and of its arguments; a folder that it builds upon has a digest in its own name."""
    state = hashlib.sha256(repr([Path(each).name for each in arguments]).encode())
    for path in sorted(source.rglob("*")):
        if path.is_file():
            state.update(repr((path.relative_to(source).as_posix(), path.read_bytes())).encode())
    return state.hexdigest()[:16]


def _make(command: list[str], target: Path) -> None:
    aside = tempfile.mkdtemp(prefix=f".{target.name}-", dir=_KEPT)
    try:
        done = subprocess.run(
            command, cwd=aside, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_SECONDS, check=False
        )
        assert done.returncode == 0, f"{target.name} cannot be made:\n{done.stdout.decode(errors='replace')[-5000:]}"
        Path(aside).rename(target)
    finally:
        # A layer that is still mounted there is not ours to empty.
        subprocess.run(["rm", "-rf", "--one-file-system", aside], check=False)
