"""CSAF 2.0, profile VEX and whatever else has a product status:
https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html, sections 3.2.2, 3.2.3 and 4.5.

A product that is part of another one, by a relationship, is spoken of as that part.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property, partial
from typing import Final

from seatrial.errors import ParseError
from seatrial.model.vex import Justification, Status, Subject, Thing, VexStatement
from seatrial.parsers.document import Part
from seatrial.parsers.vex.found import (
    FlawedError,
    Piece,
    Source,
    attempted,
    demand_few,
    demand_object,
    each_at,
    is_versioned,
    text_at,
    text_of,
    texts_at,
    thing_of,
    time_at,
    versioned,
)

_STATUSES: Final = {
    "known_not_affected": Status.NOT_AFFECTED,
    "first_fixed": Status.FIXED,
    "fixed": Status.FIXED,
    "known_affected": Status.AFFECTED,
    "first_affected": Status.AFFECTED,
    "last_affected": Status.AFFECTED,
    "under_investigation": Status.UNDER_INVESTIGATION,
}
_ALGORITHMS: Final = ("sha256", "sha384", "sha512")
_VERSION: Final = "product_version"
_RANGE: Final = "product_version_range"
_EVERY: Final = "vers:all/*"
_NUMBER = re.compile(r"[vV]?\d")
_DEEPEST: Final = 8
"""Relationships upon relationships: a package of a module of a product are two."""


def read(root: Part, source: Source) -> Iterator[Piece]:
    """Yield the statements of a document.  Raises ParseError, FlawedError where it is none of version 2.0."""
    document = root.get("document")
    version = text_at(document, "csaf_version")
    if version != "2.0":
        raise ParseError(f"CSAF {version[:20]} is not read; 2.0 is", line=document.line)
    tree = _Tree(root.get("product_tree"))
    author = text_at(document.get("publisher"), "name")
    released = time_at(document.get("tracking"), "current_release_date")
    for part in each_at(root, "vulnerabilities"):
        try:
            vulnerability = _Vulnerability(part, tree)
        except FlawedError as error:
            yield from attempted(source, part.line, partial(_refused, error))
            continue
        yield from vulnerability.pieces(source, author, released)


def _refused(error: FlawedError) -> Iterator[VexStatement]:
    raise error


class _Tree:
    """The products of a document by their ids, and what each is a part of."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._asked = 0

    @cached_property
    def products(self) -> dict[str, Part]:
        found: dict[str, Part] = {}
        listed = [*each_at(self._part, "full_product_names")]
        listed += (branch.get("product") for branch in self.branches)
        listed += (relation.get("full_product_name") for relation in each_at(self._part, "relationships"))
        for product in listed:
            if product.value is not None:
                found.setdefault(text_at(product, "product_id"), product)
        return found

    @cached_property
    def branches(self) -> list[Part]:
        waiting = [*each_at(self._part, "branches")]
        found = []
        while waiting:
            branch = waiting.pop()
            found.append(branch)
            waiting += each_at(branch, "branches")
        return found

    @cached_property
    def versions(self) -> dict[str, Part]:
        """The branches that say which versions a product is, by its id."""
        return {
            text_at(branch.get("product"), "product_id"): branch
            for branch in self.branches
            if text_at(branch, "category") in (_VERSION, _RANGE)
        }

    @cached_property
    def relations(self) -> dict[str, tuple[str, str]]:
        """What is part of what, by the id that the two have together."""
        return {
            text_at(relation.get("full_product_name"), "product_id"): (
                text_at(relation, "product_reference"),
                text_at(relation, "relates_to_product_reference"),
            )
            for relation in each_at(self._part, "relationships")
        }

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        return {
            text_at(group, "group_id"): texts_at(group, "product_ids")
            for group in each_at(self._part, "product_groups")
        }

    def members(self, group: str) -> list[str]:
        """The products of a group.  Raises LimitError where groups are asked for more often than is meant."""
        found = self.groups.get(group, [])
        self._asked += len(found)
        demand_few(self._asked)
        return found

    def subject(self, id_: str, part: Part) -> Subject:
        """What an id stands for.  Raises FlawedError where it stands for nothing, or for nothing that has a name."""
        whole, *around = self._chain(id_, part, 0)
        return Subject(thing=self._thing(whole, part), within=tuple(self._thing(outer, part) for outer in around))

    def _chain(self, id_: str, part: Part, depth: int) -> list[str]:
        """The ids of a part and of all that it is in, innermost first."""
        if id_ not in self.relations:
            return [id_]
        if depth == _DEEPEST:
            raise FlawedError(f"the product {id_[:80]!r} is part of itself, or of too many others", part)
        inner, outer = self.relations[id_]
        found = [*self._chain(inner, part, depth + 1), *self._chain(outer, part, depth + 1)]
        if len(found) > _DEEPEST:
            raise FlawedError(f"the product {id_[:80]!r} is part of too many others", part)
        return found

    def _thing(self, id_: str, part: Part) -> Thing:
        product = self.products.get(id_)
        if product is None:
            raise FlawedError(f"there is no product {id_[:80]!r} in the product tree", part)
        told = product.get("product_identification_helper")
        ids = [text_at(told, "purl"), text_at(told, "cpe")]
        thing = thing_of(ids, _digests(told), product)
        branch = self.versions.get(id_)
        return thing if branch is None else _narrowed(thing, branch)


def _narrowed(thing: Thing, branch: Part) -> Thing:
    """The thing in the version that a branch says, where its purl says none.

    Not every name of a branch of versions is one: Red Hat's are names of packages, and then all versions are meant.
    """
    if not thing.id.startswith("pkg:") or is_versioned(thing.id) or thing.digests:
        return thing
    name = text_at(branch, "name")
    if text_at(branch, "category") == _RANGE and name != _EVERY:
        raise FlawedError(f"ranges of versions are not followed: {name[:80]!r}", branch)
    return versioned(thing, name, branch) if _NUMBER.match(name) else thing


def _digests(helper: Part) -> list[str]:
    """Of a product that is one file: which of several would have to be there nobody says."""
    files = [*each_at(helper, "hashes")]
    if len(files) != 1:
        return []
    said = [(text_at(one, "algorithm"), text_at(one, "value")) for one in each_at(files[0], "file_hashes")]
    return [f"{name}:{value}" for name, value in said if name in _ALGORITHMS]


class _Vulnerability:
    """One vulnerability: what is said about which products."""

    def __init__(self, part: Part, tree: _Tree) -> None:
        self.part = demand_object(part, "a vulnerability")
        self.tree = tree
        status = demand_object(part.get("product_status"), "`product_status`")
        self.products = {name: [*each_at(status, name)] for name in _STATUSES}
        ids = [text_at(one, "text") for one in each_at(part, "ids")]
        self.names = tuple(dict.fromkeys(name for name in (text_at(part, "cve"), *ids) if name))
        self.flags = self._told(each_at(part, "flags"), "label")
        threats = (one for one in each_at(part, "threats") if text_at(one, "category") == "impact")
        self.impacts = self._told(threats, "details")
        self.actions = self._told(each_at(part, "remediations"), "details")
        self.dates = self._dated(each_at(part, "flags"))

    def _told(self, parts: Iterator[Part], key: str) -> dict[str, str]:
        """What is said of each product; the empty id is what is said of all."""
        found: dict[str, str] = {}
        for part in parts:
            said = text_at(part, key)
            for id_ in self._products(part) or [""]:
                found.setdefault(id_, said)
        return found

    def _dated(self, flags: Iterator[Part]) -> dict[str, datetime | None]:
        """Since when what is said of each product is known."""
        found: dict[str, datetime | None] = {}
        for flag in flags:
            date = time_at(flag, "date")
            found.update((id_, date) for id_ in self._products(flag))
        return found

    def _products(self, part: Part) -> list[str]:
        grouped = [id_ for group in texts_at(part, "group_ids") for id_ in self.tree.members(group)]
        return [*texts_at(part, "product_ids"), *grouped]

    def pieces(self, source: Source, author: str, released: datetime | None) -> Iterator[Piece]:
        """Yield one statement a product, and one flaw for all of one status that have the same."""
        for name, status in _STATUSES.items():
            told: set[str] = set()
            for product in self.products[name]:
                work = partial(self._statement, product, status, source, author, released)
                for piece in attempted(source, product.line, work):
                    if isinstance(piece, VexStatement):
                        yield piece
                    elif piece.message not in told:
                        told.add(piece.message)
                        yield piece

    def _statement(
        self, product: Part, status: Status, source: Source, author: str, released: datetime | None
    ) -> Iterator[VexStatement]:
        id_ = text_of(product)
        label = self.flags.get(id_, self.flags.get("", ""))
        if label and label not in set(Justification):
            raise FlawedError(f"it has no flag that CSAF knows: {label[:60]!r}")
        subject = self.tree.subject(id_, product)
        yield VexStatement(
            names=self.names,
            subjects=tuple(_attested(subject, source)),
            status=status,
            justification=label if status is Status.NOT_AFFECTED else "",
            impact=self.impacts.get(id_, self.impacts.get("", "")) if status is Status.NOT_AFFECTED else "",
            action=self.actions.get(id_, self.actions.get("", "")),
            author=author,
            timestamp=self.dates.get(id_) or released,
            location=source.at(product.line),
            unverified=source.attested,
        )


def _attested(subject: Subject, source: Source) -> Iterator[Subject]:
    for around in source.subjects or (None,):
        outside = (around,) if around not in (None, subject.thing) else ()
        yield Subject(thing=subject.thing, within=(*subject.within, *outside))
