"""CSAF 2.0, profile VEX and whatever else has a product status:
https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html, sections 3.2.2, 3.2.3 and 4.5.

A product that is part of another one, by a relationship, is spoken of as that part.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from seatrial.errors import ParseError
from seatrial.model.vex import Justification, Status, Subject, VexStatement
from seatrial.parsers.document import Part
from seatrial.parsers.vex.found import (
    FlawedError,
    Piece,
    Source,
    attempted,
    demand_object,
    each_at,
    text_at,
    text_of,
    texts_at,
    time_at,
)
from seatrial.parsers.vex.product_tree import ProductTree

_STATUSES: Final = {
    "known_not_affected": Status.NOT_AFFECTED,
    "first_fixed": Status.FIXED,
    "fixed": Status.FIXED,
    "known_affected": Status.AFFECTED,
    "first_affected": Status.AFFECTED,
    "last_affected": Status.AFFECTED,
    "under_investigation": Status.UNDER_INVESTIGATION,
}


def read(root: Part, source: Source) -> Iterator[Piece]:
    """Yield the statements of a document.  Raises ParseError, FlawedError where it is none of version 2.0."""
    document = root.get("document")
    version = text_at(document, "csaf_version")
    if version != "2.0":
        raise ParseError(f"CSAF {version[:20]} is not read; 2.0 is", line=document.line)
    tree = ProductTree(root.get("product_tree"))
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


class _Vulnerability:
    """One vulnerability: what is said about which products."""

    def __init__(self, part: Part, tree: ProductTree) -> None:
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
