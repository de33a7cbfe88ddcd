"""Trees of Terraform files on disk, and what the evaluator makes of them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from seatrial.errors import ConnectorError
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value
from seatrial.terraform import Evaluation, Inputs, Limits, evaluate


class Workspace:
    """A folder as the evaluator's `ModuleFiles`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: Mapping[str, str | bytes]) -> "Workspace":
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def names(self, directory: str) -> Sequence[str]:
        folder = self.root / directory
        return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else ()

    def walk(self, directory: str) -> Iterable[str]:
        folder = self.root / directory
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    def read(self, path: str) -> bytes:
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            raise ConnectorError(f"{path} cannot be read: {error.strerror}") from error

    def shown(self, path: str) -> str:
        return path

    def evaluate(self, directory: str = ".", inputs: Inputs | None = None, limits: Limits | None = None) -> "Result":
        return Result(evaluate(directory, self, inputs, limits))


class Result:
    """An evaluation, to ask by address."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.raws = {raw.address: raw for raw in evaluation.raws}

    def raw(self, address: str) -> Raw:
        return self.raws[address]

    def attribute(self, address: str, name: str) -> Value:
        return plain(self.raws[address].attributes[name])

    def local(self, name: str) -> Value:
        return self.attribute(f"local.{name}", "value")

    def output(self, name: str) -> Value:
        return self.attribute(f"output.{name}", "value")

    def variable(self, name: str) -> Value:
        return self.attribute(f"var.{name}", "value")

    def addresses(self, kind: str = "resource") -> list[str]:
        return [raw.address for raw in self.evaluation.raws if raw.kind == kind]

    @property
    def gaps(self) -> list[str]:
        return [f"{gap.location}: {gap.reason}" for gap in self.evaluation.gaps]


def plain(value: Value) -> Value:
    """A value that can be compared; unknowns stay what they are, and are for a test to look at one by one."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def unknown(value: Value) -> Unknown:
    assert isinstance(value, Unknown), f"{value!r} is known"
    return value
