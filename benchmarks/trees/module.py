"""A Terraform module while it is being written: its variables and outputs, so that others can call it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.trees.hcl import Lines, attributes, block, output, text, variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    kind: str
    description: str
    default: str | None = "null"
    validation: Lines = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """``files`` are the module's own; those of its variables, outputs and versions are made from the rest."""

    path: str
    variables: Mapping[str, Variable]
    outputs: Mapping[str, str]
    files: Mapping[str, str]
    providers: tuple[tuple[str, str], ...]

    def write(self, root: Path, *, preamble: str = "") -> None:
        folder = root / self.path
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.all_files().items():
            prefix = preamble if name.endswith(".tf") else ""
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(prefix + content, encoding="utf-8")

    def all_files(self) -> dict[str, str]:
        made = {"versions.tf": text(versions(self.providers))}
        if self.variables:
            made["variables.tf"] = text(*(_declaration(name, it) for name, it in sorted(self.variables.items())))
        if self.outputs:
            made["outputs.tf"] = text(*(output(name, _sentence(name), it) for name, it in self.outputs.items()))
        return {**self.files, **made}

    def required(self) -> list[str]:
        return [name for name, it in self.variables.items() if it.default is None]


def versions(providers: Iterable[tuple[str, str]]) -> Lines:
    """The block that names the versions; each provider is ``("hashicorp/aws", ">= 5.95")``."""
    entries = {
        source.rsplit("/", 1)[-1]: "\n".join(
            ["{", *("  " + line for line in attributes({"source": f'"{source}"', "version": f'"{wanted}"'})), "}"]
        )
        for source, wanted in providers
    }
    return block(
        "terraform",
        attributes({"required_version": '">= 1.5.7"'}),
        block("required_providers", attributes(entries)),
    )


def _declaration(name: str, it: Variable) -> Lines:
    return variable(name, it.description, it.kind, it.default, it.validation)


def _sentence(name: str) -> str:
    words = name.replace("_", " ")
    return f"The {words} of what this module makes; null where it makes none"
