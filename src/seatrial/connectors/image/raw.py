"""The raw objects of an image: the image, its configuration by instructions, and the steps that made its layers.

The objects speak of an image as the parts of a Dockerfile do, so that one check can ask both.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from seatrial.connectors.image.configuration import MOST, attributes_of
from seatrial.connectors.image.contents import Inventory, There, credentials_of, permissions_of, servers_of
from seatrial.connectors.image.history import Said, variables_of
from seatrial.connectors.image.places import Places
from seatrial.errors import UsageError
from seatrial.images.image import Image
from seatrial.images.opening import registry_reference
from seatrial.model.asset import Use
from seatrial.model.location import Location, Path
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value
from seatrial.parsers.credentials import BY_NAME, secret_in
from seatrial.parsers.trust import rule_of

SOURCE = "image"
HIDDEN = "(hidden)"
_TIME = re.compile(r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
_VARIABLES = (("ENV", "env"), ("LABEL", "labels"))
_TOLD = frozenset({"ADD", "ARG", "COPY", "ENV", "LABEL", "MAINTAINER", "RUN"})
"""Instructions of which the history says more than the configuration."""
_REPRODUCIBLE = 1980
"""Builds that give the same bytes each time say that they were made in the year 1, in 1970, or in 1980."""


def raws_of(
    image: Image, inventory: Inventory, *, name: str, reference: str, uses: Sequence[Use] = ()
) -> Iterator[Raw]:
    """Yield the raw objects of an image that was named by a reference, empty for an unpacked root, at places.

    How a container of it would run is no matter in one that others are only built on.
    """
    places = Places.of(image, name)
    attributes = _release(inventory) | inventory.attributes()
    type_ = "root"
    if reference:
        runs = [use for use in uses if use.role == "run"]
        type_ = "base" if uses and not runs else "image"
        attributes |= _configured(image, inventory, reference)
        # Kubernetes has probes of its own, and does not look at a health check.
        attributes["health_asked"] = not runs or any(use.source != "kubernetes" for use in runs)
        yield from _settings(attributes, places)
        attributes |= {key: _without_secrets(keyword, attributes[key]) for keyword, key in _VARIABLES}
    yield _raw(type_, "image" if reference else "root", attributes, partial(places.of_attribute, attributes))
    yield from _steps(places, attributes, inventory)


def _configured(image: Image, inventory: Inventory, reference: str) -> dict[str, Value]:
    """The attributes that an unpacked root has none of."""
    attributes = attributes_of(image.config) | _named(reference)
    attributes |= {"manifest_digest": image.manifest_digest or None, "created": _created(image.config.created)}
    return attributes | _user(attributes, inventory)


def _raw(type_: str, address: str, attributes: Mapping[str, Value], locate: partial[Location]) -> Raw:
    return Raw(source=SOURCE, type=type_, address=address, attributes=attributes, locate=locate, kind="object")


def _release(inventory: Inventory) -> dict[str, Value]:
    release = inventory.release
    if release is None:
        return {"release": inventory.missing}
    return {"release": release.distro}


def _named(reference: str) -> dict[str, Value]:
    """How a registry's image was named; nothing of that of one that comes from elsewhere."""
    try:
        parts = registry_reference(reference)
    except UsageError:
        parts = None
    if parts is None:
        return {"reference": reference}
    return {
        "reference": reference,
        "registry": parts.registry,
        "repository": parts.repository,
        "tag": parts.tag or None,
        "digest": parts.digest or None,
    }


def _created(text: str | None) -> Value:
    """When it was made, in UTC; None where nobody says, or where it is made up."""
    if not text:
        return None
    match = _TIME.fullmatch(text)
    try:
        when = datetime.fromisoformat(f"{match[1]}{match[2]}".upper()) if match else None
        if when is None or when.year <= _REPRODUCIBLE:
            return None if when else Unknown(f"`{text[:40]}` is no time")
        return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return Unknown(f"`{text[:40]}` is no time")


def _user(attributes: Mapping[str, Value], inventory: Inventory) -> dict[str, Value]:
    """Whether the user is root, by number, by name, or by what the image's own passwd(5) says of the name."""
    user = attributes["user"]
    is_windows = str(attributes["os"]).lower() == "windows"
    usual = "as the base image's user, mostly ContainerAdministrator" if is_windows else "as root"
    if user is None:
        return {"starts": usual, "user_is_root": None, "user_is_numeric": None}
    name = user.partition(":")[0].strip()
    is_numeric = name.isascii() and name.isdecimal()
    return {"starts": f"as {user}", "user_is_root": _is_root(name, inventory), "user_is_numeric": is_numeric}


def _is_root(name: str, inventory: Inventory) -> Value:
    if name.lower() in ("root", "containeradministrator") or (
        name.isascii() and name.isdecimal() and not name.strip("0")
    ):
        return True
    if name.isascii() and name.isdecimal():
        return False
    roots = [
        a.name for there in inventory.there if there.seen.role == "accounts" for a in there.seen.accounts if a.uid == 0
    ]
    if name in roots:
        return True
    return False if inventory.missing is None else inventory.missing


def _settings(attributes: Mapping[str, Value], places: Places) -> Iterator[Raw]:
    """Yield what the configuration says as the instructions that say it in a Dockerfile."""
    for keyword, key in _VARIABLES:
        pairs: Mapping[str, str] = attributes[key]
        if pairs:
            variables = [_variable(keyword, name, value) for name, value in pairs.items()]
            locate = partial(_of_variable, places, keyword, [*pairs])
            yield _raw("instruction", keyword, _variables(keyword, variables), locate)
    for keyword, key, name in (
        ("EXPOSE", "ports", "ports"),
        ("VOLUME", "volumes", "volumes"),
        ("WORKDIR", "workdir", "path"),
    ):
        if attributes[key]:
            yield _raw(
                "instruction",
                keyword,
                {"keyword": keyword, name: attributes[key]},
                partial(_of_keyword, places, keyword),
            )


def _variables(keyword: str, variables: list[Value]) -> dict[str, Value]:
    switches = _switches(variables) if keyword in ("ENV", "ARG") else []
    return {"keyword": keyword, "variables": variables, "trust_switches": switches}


def _switches(variables: Sequence[Value]) -> list[Value]:
    """The variables that could turn verification off, and what they turn off."""
    found: list[Value] = []
    for variable in variables:
        name, value = variable["name"], variable["value"]
        if (rule := rule_of(name)) is not None:
            found.append({"tool": name, "switch": name, "kind": rule[0] if rule[1](value) else None})
    return found


def _without_secrets(keyword: str, pairs: Mapping[str, str]) -> dict[str, str]:
    return {name: _variable(keyword, name, value)["value"] for name, value in pairs.items()}


def _variable(keyword: str, name: str, value: str) -> Value:
    """A variable or a label; what is a secret is not kept.  A label's name is no promise that it holds one."""
    secret = secret_in(name, value)
    secret = None if keyword == "LABEL" and secret == BY_NAME else secret
    return {"name": name, "value": HIDDEN if secret else value, "secret": secret}


def _of_variable(places: Places, keyword: str, names: list[str], path: Path) -> Location:
    index = path[1] if len(path) > 1 else None
    return places.said(keyword, f"{names[index]}=" if isinstance(index, int) and index < len(names) else "")


def _of_keyword(places: Places, keyword: str, path: Path) -> Location:
    return places.said(keyword)


def _steps(places: Places, attributes: Mapping[str, Value], inventory: Inventory) -> Iterator[Raw]:
    """Yield the steps of the history, and the layers that no step tells of: what each sets, and what it brought."""
    brought = inventory.by_layer()
    numbers = {step: number for number, step in enumerate(places.layers)}
    for index, said in enumerate(places.steps[:MOST]):
        keyword = said.keyword if said.keyword in _TOLD else ""
        more = _variables(keyword, [*_passed(said, attributes)])
        if index in numbers:
            more |= _files(brought.get(numbers[index], []), inventory.missing_in(numbers[index]))
        if keyword or index in numbers:
            yield _step(f"history[{index}]", keyword, more, places, places.step(index))
    if not places.layers:
        for number in range(len(inventory.layers)):
            more = _files(brought.get(number, []), inventory.missing_in(number))
            yield _step(f"layer[{number}]", "", more, places, places.whole())


def _step(address: str, keyword: str, more: Mapping[str, Value], places: Places, head: Location) -> Raw:
    attributes = {"keyword": keyword, **more}
    return _raw("instruction", address, attributes, partial(_in_step, places, head, attributes))


def _in_step(places: Places, head: Location, attributes: Mapping[str, Value], path: Path) -> Location:
    """A file that a step brought, else the step."""
    place = places.of_attribute(attributes, path)
    return head if place == places.whole() else place


def _passed(said: Said, attributes: Mapping[str, Value]) -> Iterator[Value]:
    """Yield the variables of a step; what the configuration says as well is told of there."""
    kept: Mapping[str, Value] = attributes.get({"ENV": "env", "LABEL": "labels"}.get(said.keyword, "")) or {}
    for name, value in variables_of(said):
        variable = _variable(said.keyword, name, value)
        if name not in kept or (kept[name] not in (value, HIDDEN)):
            yield variable


def _files(found: list[There], missing: Unknown | None) -> dict[str, Value]:
    return {
        "sources": credentials_of(found, missing),
        "permissions": permissions_of(found, missing),
        "shell_servers": servers_of(found, missing),
    }
