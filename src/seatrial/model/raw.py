"""Raw blocks and objects, as their platform has them, before they become resources."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from seatrial.model.location import Location, Path
from seatrial.model.value import Unknown, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why nobody can write a value where it would have to be written; ``place`` is what a person has to look at."""

    reason: str
    place: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a value is written, or would be.

    ``head``    the place of the block, resource or object that it is written in.
    ``path``    the way from there, as it is written: keys and indices.  What is missing on it can be made.
    ``follow``  where a value is written that comes through an expression, from the text of that expression.
    ``shared``  why writing there may change more than this resource; empty where it does not.
    """

    head: Location
    path: Path
    follow: "Callable[[str], Spot | Obstacle]" = lambda expression: Obstacle(reason=f"it comes through `{expression}`")
    shared: str = ""


def _nowhere(path: Path) -> Obstacle:
    return Obstacle(reason="it has no source that could be written to")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Raw:
    """One Terraform block, CloudFormation resource, Kubernetes object or Dockerfile.

    ``source``      whose vocabulary the attributes speak: terraform, cloudformation, kubernetes, dockerfile.
    ``type``        the platform's type: ``aws_s3_bucket``, ``AWS::S3::Bucket``, ``apps/v1/Deployment``.
    ``kind``        what sort of thing it is on its platform: in Terraform resource, data, provider, module, variable,
                    local, output; elsewhere resource or object.
    ``address``     unique in its asset: ``module.a[0].aws_s3_bucket.b["x"]``.
    ``attributes``  the values; in Terraform evaluated when they are asked for.  Nested blocks are lists of mappings,
                    as a plan has them, also where only one is allowed.
    ``locate``      maps a path into the attributes to the place that says it: the deepest place known at or above the
                    path; the empty path is the head of the block.
    ``spot``        maps a path into the attributes to where its value is written, or would be if it were there.
    ``exists``      True, or Unknown where ``count`` or ``for_each`` is.
    ``calls``       the module calls that lead here, outermost first.
    """

    source: str
    type: str
    address: str
    attributes: Mapping[str, Value]
    locate: Callable[[Path], Location]
    kind: str = "resource"
    exists: bool | Unknown = True
    calls: tuple[Location, ...] = field(default=())
    spot: Callable[[Path], Spot | Obstacle] = _nowhere


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was read: a path into a raw block's attributes."""

    raw: Raw
    path: Path = ()

    def below(self, *steps: str | int) -> "Origin":
        return Origin(self.raw, self.path + steps)

    def location(self) -> Location:
        return self.raw.locate(self.path)


class Sourced(dict[str, Value]):
    """An object that a fact built, which still knows where it comes from.

    ``origin`` is the place of the whole object, ``origins`` that of each key that has one of its own.
    """

    __slots__ = ("origin", "origins")

    def __init__(self, values: Mapping[str, Value], *, origin: Origin, origins: Mapping[str, Origin] | None = None):
        super().__init__(values)
        self.origin = origin
        self.origins: Mapping[str, Origin] = origins or {}

    def origin_of(self, key: str | int) -> Origin:
        """The place that says a key; the whole object's where the key has none of its own."""
        return self.origins.get(str(key), self.origin)


class Flags(Sourced):
    """The flags of a command line by their names: ``x`` is written as the word ``--x=value``.

    ``words`` is the list that a flag is added to; None where its words are no list, as in a script.
    """

    __slots__ = ("words",)

    def __init__(self, values: Mapping[str, Value], *, origins: Mapping[str, Origin], at: Origin, words: Origin | None):
        super().__init__(values, origin=at, origins=origins)
        self.words = words
