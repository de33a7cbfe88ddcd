"""Asks what the shipped definitions say of the risk of resources in a source that a test writes."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from seatrial import connectors
from seatrial.bench import Bench
from seatrial.engine.appraise import Ask, Probes
from seatrial.engine.normalise import Resources
from seatrial.files import walk
from seatrial.library import Chosen, Library, load
from seatrial.model.risk import Exposure
from seatrial.request import Request

NAMES = {"terraform": "main.tf", "cloudformation": "template.yaml", "kubernetes": "all.yaml"}


@cache
def library() -> Library:
    return load()


@cache
def _probes() -> Probes:
    return Probes(library().definitions)


@cache
def _bench() -> Bench:
    return Bench(library(), Chosen({}, {}), Request())


def resources_in(folder: Path, connector: str) -> Iterator[Resources]:
    """Yield the resources of each asset in a folder."""
    files = [*walk(str(folder), connectors.load(connector).claims)]
    for asset in connectors.module(connector, "find").find(files, {}):
        collected = _bench().collect(asset)
        assert [*collected.gaps] == []
        yield _bench().resources(collected)


def exposures_of(resources: Resources, type_: str) -> dict[str, tuple[Exposure | None, str]]:
    """By address, from where each resource of a type can be reached, and what says so."""
    probe = _probes().of(type_)
    assert probe is not None, f"{type_} tells nothing of risk"
    ask = Ask(resources, {"kind": "test", "name": "test", "complete": False})
    return {resource.raw.address: probe.exposure(resource, ask) for resource in resources.of(type_)}


def privileges_of(resources: Resources, type_: str) -> dict[str, bool]:
    """By address, whether each resource of a type is as powerful as an administrator."""
    probe = _probes().of(type_)
    assert probe is not None
    ask = Ask(resources, {"kind": "test", "name": "test", "complete": False})
    return {resource.raw.address: probe.is_privileged(resource, ask) for resource in resources.of(type_)}
