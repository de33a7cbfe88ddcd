"""The product tree of a CSAF document of Red Hat's: which package of which release a product's id means.

https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#322-product-tree-property; how Red Hat writes products
and packages is in https://redhatproductsecurity.github.io/security-data-guidelines/csaf-vex/, cpe/ and purl/.
"""

import re
from functools import lru_cache
from typing import NamedTuple, Optional

from msgspec import Struct

from seatrial.errors import ParseError
from seatrial.parsers.packages.purl import Purl, parse_purl
from seatrial.vulns.streams import UNTOLD, is_modular

_MAX_STEPS = 8
_MAX_BRANCHES = 500_000
# Minor releases are of one main stream, which ELS goes on with.  Streams beside it (EUS, AUS, E4S) fix other versions;
# layered products have packages of their own.
_MAIN = re.compile(r"cpe:/[ao]:redhat:(?:enterprise_linux|rhel_els):(\d+)(?:\.\d+)?(?:::\w*)?")
_NEVRA = re.compile(r"([^\s/]+)-(\d+):([^\s:/-]+-[^\s:/-]+)\.(\w+)")
_FOREIGN = re.compile(r"[^\s:@?]+/[^\s:@?]+")
_PLAIN = re.compile(r"(?:([^\s:/]+:[^\s:/]+)/)?([A-Za-z0-9_][A-Za-z0-9_.+-]*)")


class Helper(Struct):
    cpe: str = ""
    purl: str = ""


class Product(Struct):
    product_id: str
    product_identification_helper: Helper | None = None


class Branch(Struct):
    # Quoted, since it is about itself.
    branches: Optional[list["Branch"]] = None  # noqa: UP045 - msgspec resolves it at run time
    product: Product | None = None


class Relationship(Struct):
    product_reference: str
    relates_to_product_reference: str
    full_product_name: Product


class ProductTree(Struct):
    branches: list[Branch] | None = None
    full_product_names: list[Product] | None = None
    relationships: list[Relationship] | None = None


class Component(NamedTuple):
    """A package.

    ``name``     empty where it is a module, with all that is in it.
    ``version``  with its epoch; empty where none is said.
    ``source``   whether it is a source package: whatever is built from it is meant.
    ``stream``   ``nodejs:18`` where it is of a module, `UNTOLD` where nothing tells of which; else empty.
    """

    name: str
    version: str
    source: bool
    stream: str


class Place(NamedTuple):
    """A package in a release: ``9``."""

    release: str
    component: Component


class Products:
    """A tree that can be asked.  Raises ParseError where it has too many branches."""

    def __init__(self, tree: ProductTree) -> None:
        self._helpers = {product.product_id: product.product_identification_helper for product in _leaves(tree)}
        self._parts = {one.full_product_name.product_id: one for one in tree.relationships or ()}
        self._homes: dict[str, tuple[str, str] | None] = {}
        self._components: dict[str, Component | None] = {}

    def place(self, product_id: str) -> Place | None:
        """What an id means; None where it is no package of a main stream of RHEL.

        Raises ParseError where the tree does not tell, or goes round in circles.
        """
        part = self._parts.get(product_id)
        if part is None:
            helper = self._helper(product_id)
            if helper and (_MAIN.fullmatch(helper.cpe) or helper.purl.startswith("pkg:rpm")):
                raise ParseError(f"it says something of {product_id[:80]!r} and not of a package of a release")
            return None
        home = self._home(part.relates_to_product_reference)
        component = self._component(part.product_reference) if home else None
        if home is None or component is None:
            return None
        release, module = home
        return Place(release, component._replace(stream=module) if module and component.name else component)

    def _home(self, id_: str) -> tuple[str, str] | None:
        """The release that something is a component of, and the stream of the module, if there is one in between."""
        if id_ not in self._homes:
            self._homes[id_] = self._find_home(id_)
        return self._homes[id_]

    def _find_home(self, id_: str) -> tuple[str, str] | None:
        at, module = id_, ""
        for _ in range(_MAX_STEPS):
            part = self._parts.get(at)
            if part is None:
                helper = self._helper(at)
                if helper is None or not helper.cpe.startswith(("cpe:/", "cpe:2.3:")):
                    raise ParseError(f"it does not tell which product {at[:80]!r} is")
                found = _MAIN.fullmatch(helper.cpe)
                return (found[1], module) if found else None
            between = self._component(part.product_reference)
            module = between.stream if between and not between.name else module
            at = part.relates_to_product_reference
        raise ParseError(f"what {id_[:80]!r} is a component of goes round in circles")

    def _component(self, id_: str) -> Component | None:
        if id_ not in self._components:
            at = id_
            for _ in range(_MAX_STEPS):
                if at not in self._parts:
                    break
                at = self._parts[at].product_reference
            else:
                raise ParseError(f"what {id_[:80]!r} is made of goes round in circles")
            helper = self._helper(at)
            self._components[id_] = _of_purl(helper.purl) if helper and helper.purl else _of_name(at)
        return self._components[id_]

    def _helper(self, id_: str) -> Helper | None:
        if id_ not in self._helpers:
            raise ParseError(f"it speaks of {id_[:80]!r}, which its product tree does not have")
        return self._helpers[id_]


def _leaves(tree: ProductTree) -> list[Product]:
    found = list(tree.full_product_names or ())
    waiting = list(tree.branches or ())
    count = 0
    while waiting:
        branch = waiting.pop()
        count += 1
        if count > _MAX_BRANCHES:
            raise ParseError(f"its product tree has more than {_MAX_BRANCHES} branches")
        if branch.product:
            found.append(branch.product)
        waiting += branch.branches or ()
    return found


@lru_cache(maxsize=65_536)
def _of_purl(text: str) -> Component | None:
    """The package of a purl; None for what is no RPM: a container, a jar."""
    # Kept, since a package that is fixed once is fixed for many flaws.
    purl = parse_purl(text)
    said = dict(purl.qualifiers)
    if purl.type == "rpmmod":
        return _of_module(purl)
    if purl.type != "rpm":
        return None
    stream = _stream(said.get("rpmmod", "")) or _hidden_stream(purl.version)
    epoch = said.get("epoch", "0")
    version = f"{epoch}:{purl.version}" if purl.version and epoch != "0" else purl.version
    return Component(purl.name, version, said.get("arch") == "src", stream)


def _of_module(purl: Purl) -> Component:
    """``pkg:rpmmod/redhat/nodejs@18:8080...`` is a module; ``pkg:rpmmod/redhat/ruby:2.6/ruby`` a package in one."""
    _, _, module = purl.namespace.partition("/")
    if module:
        return Component(purl.name, "", True, _stream(module))
    return Component("", "", True, _stream(f"{purl.name}:{purl.version}"))


def _of_name(id_: str) -> Component | None:
    """What has no purl is told by its name: ``kernel``, ``ruby:2.6/ruby``, ``kernel-0:3.10.0-693.el7.src``.

    None for a container or a jar: ``rhel9/python-312``.  Raises ParseError for what is none of these.
    """
    if found := _NEVRA.fullmatch(id_):
        name, epoch, version, arch = found.groups()
        whole = version if epoch == "0" else f"{epoch}:{version}"
        return Component(name, whole, arch == "src", _hidden_stream(version))
    if plain := _PLAIN.fullmatch(id_):
        return Component(plain[2], "", True, plain[1] or "")
    if _FOREIGN.fullmatch(id_):
        return None
    raise ParseError(f"it does not tell what {id_[:80]!r} is")


def _stream(label: str) -> str:
    """``nodejs:18`` of ``nodejs:18:8080020230327152102:a75119d5``."""
    return ":".join(label.split(":")[:2])


def _hidden_stream(version: str) -> str:
    return UNTOLD if is_modular(version) else ""
