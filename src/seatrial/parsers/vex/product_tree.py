"""The product tree of CSAF 2.0: what the ids of products stand for.

https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html, section 3.2.2
"""

import re
from functools import cached_property
from typing import Final

from seatrial.model.vex import Subject, Thing
from seatrial.parsers.document import Part
from seatrial.parsers.vex.found import (
    FlawedError,
    demand_few,
    each_at,
    is_versioned,
    text_at,
    texts_at,
    thing_of,
    versioned,
)

_ALGORITHMS: Final = ("sha256", "sha384", "sha512")
_VERSION: Final = "product_version"
_RANGE: Final = "product_version_range"
_EVERY: Final = "vers:all/*"
_NUMBER = re.compile(r"[vV]?\d")
_DEEPEST: Final = 8
"""Relationships upon relationships: a package of a module of a product are two."""


class ProductTree:
    """The products of a document by their ids, and what each is a part of."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._asked = 0
        self._ambiguous: set[str] = set()

    @cached_property
    def products(self) -> dict[str, Part]:
        found: dict[str, Part] = {}
        listed = [*each_at(self._part, "full_product_names")]
        listed += (branch.get("product") for branch in self.branches)
        listed += (relation.get("full_product_name") for relation in each_at(self._part, "relationships"))
        for product in listed:
            if product.value is not None:
                id_ = text_at(product, "product_id")
                if found.setdefault(id_, product).value != product.value:
                    self._ambiguous.add(id_)
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
        if id_ in self._ambiguous:
            raise FlawedError(f"there are two products {id_[:80]!r} in the product tree", part)
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
