"""Resource definitions: what a resource is, and where each source says it (DESIGN section 5)."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from seatrial.model.risk import Exposure
from seatrial.model.value import Value


class Fact(Struct, frozen=True, kw_only=True):
    """One way to read a property in one source.

    ``expression``  a path or CEL.
    ``call``        a function beside the connector; with ``of`` one of the engine's, applied to what that path reads.
    ``field``       the key of the result that is meant; empty for all of it.
    """

    expression: str = ""
    call: str = ""
    of: str = ""
    field: str = ""


class Property(Struct, frozen=True, kw_only=True):
    """A property of a resource.

    ``type``      bool, int, double, string, any, object, list(T), map(T).
    ``default``   what the platform does where nothing is said; UNSET where it documents nothing.
    ``facts``     for each source the facts in the order in which they are tried.
    ``defaults``  where a source's default differs from ``default``.
    ``writes``    for each source the facts that a fix follows backwards in place of ``facts``.
    ``replaces``  the sources, or raw types, in which another value makes the platform replace the resource.
    ``names_image``  the sources in which it is the name of a container image: what it names is an asset of its own.
    ``properties``  of an object, or of the elements of a list of objects.
    """

    name: str
    type: str
    default: Any | UnsetType = UNSET
    doc: str = ""
    sensitive: bool = False
    facts: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    writes: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    names_image: tuple[str, ...] = ()
    properties: "dict[str, Property]" = field(default_factory=dict)

    def default_in(self, source: str) -> Value:
        """The value where a source says nothing.  Lists and maps that nobody fills are empty, all else is null."""
        value = self.defaults.get(source, self.default)
        if value is not UNSET:
            return value
        if self.type.startswith("list"):
            return []
        return {} if self.type.startswith("map") else None

    def has_default_in(self, source: str) -> bool:
        return source in self.defaults or self.default is not UNSET


class Join(Struct, frozen=True, kw_only=True):
    """Other blocks that belong to a resource.

    ``by``       the attribute of the other block that names this one.
    ``through``  the attribute of this block that names the other one.
    One of the two is set.
    """

    type: str
    by: str = ""
    through: str = ""


class Source(Struct, frozen=True, kw_only=True):
    """Which raw types of one source are this resource (``*``: all of them), and the blocks joined to it by name."""

    types: tuple[str, ...]
    joins: dict[str, Join] = field(default_factory=dict)


class RiskFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a resource of a type tells of its risk, in CEL over ``resource`` and ``resources(type)``.

    ``exposure``     by level (internet, partner, internal, isolated) what makes it so exposed; asked in that order, and
                     the first that holds decides.  Where none does it is internal: nothing leads to it from outside.
    ``privileged``   what makes it as powerful as an administrator.
    ``stores_data``  it keeps data, whose tags may say that it is sensitive.
    """

    exposure: dict[Exposure, str] = field(default_factory=dict)
    privileged: str = ""
    stores_data: bool = False


class Definition(Struct, frozen=True, kw_only=True):
    """A resource type.  ``file`` is where it is defined; ``identity`` the property that names one for ever."""

    type: str
    title: str
    sources: dict[str, Source]
    properties: dict[str, Property]
    identity: str = ""
    risk: RiskFacts | None = None
    file: str = ""
