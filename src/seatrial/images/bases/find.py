"""The base of an image, the base of that, and how each of them is known."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from seatrial.errors import ParseError, UsageError
from seatrial.images.attestation import Attestation, parse_statement
from seatrial.images.bases.chains import BASE_DIGEST, BASE_NAME, Chains, Known, history_digest, said_by_labels
from seatrial.images.bases.history import guess_base
from seatrial.images.bases.provenance import Material, materials_of
from seatrial.images.digest import is_digest, short
from seatrial.images.image import Image
from seatrial.images.reference import parse_reference
from seatrial.images.release import Release
from seatrial.model.base import Base, Certainty, Origin


class _Said(Struct, frozen=True, kw_only=True):
    """What somebody says of the base; ``label`` is the label that does: a base hands its own down to its children."""

    name: str
    digest: str
    how: Origin
    because: str
    layers: int | None = None
    label: str = ""


def find_base(
    image: Image, index: Chains | None, attestations: Iterable[Attestation] = (), release: Release | None = None
) -> Base | None:
    """The image that another one is built on; None where nothing tells."""
    return next(iter(find_bases(image, index, attestations, release)), None)


def find_bases(
    image: Image, index: Chains | None, attestations: Iterable[Attestation] = (), release: Release | None = None
) -> tuple[Base, ...]:
    """The image that another one is built on, the one that this is built on, and so on, as far as it is known.

    Asked in this order: the provenance among ``attestations`` (`attached.attestations_of`), the manifest's annotations,
    the labels, the ``index`` of chains of layers, and last the history, which gives a guess only; ``release`` is what
    the image's os-release says, for that guess.  What the index knows better is not believed: a base whose layers are
    not those of the image, or a label that a nearer base has handed down.
    """
    levels = _levels(image, index) if index else []
    first = next(filter(None, (_believed(said, levels, index) for said in _said(image, attestations))), None)
    proven = tuple(_proven(level) for level in levels)
    if first is None:
        guess = None if proven else guess_base(image, release)
        return proven or ((guess,) if guess else ())
    return first, *(base for base in proven if _is_below(base, first))


def inherited_from(layer: str, image: Image, bases: Iterable[Base]) -> Base | None:
    """The base that brought a layer, by the digest that packages have for it; of several the farthest one.

    None where it is the image's own, and where no base is known to have it: of one whose ``layers`` are not known it is
    not known, either.
    """
    digests = [each.digest for each in image.layers]
    having = [base for base in bases if base.layers is not None and layer in digests[: base.layers]]
    return min(having, key=lambda base: base.layers or 0, default=None)


def _is_below(base: Base, first: Base) -> bool:
    if first.layers is not None and (base.layers or 0) > first.layers:
        return False
    return not (base.digest and base.digest == first.digest) and first.name not in (base.name, *base.names)


def _said(image: Image, attestations: Iterable[Attestation]) -> Iterator[_Said]:
    yield from _by_provenance(image, attestations)
    labels = (image.config.config.labels if image.config.config else None) or {}
    # The specification has both for annotations of the manifest; those are not handed down, labels are.
    for table, what, label in ((image.annotations, "annotations", ""), (labels, "labels", said_by_labels(image))):
        name, digest = _reference(table.get(BASE_NAME, "")), table.get(BASE_DIGEST, "")
        digest = digest if is_digest(digest) else ""
        if name or digest:
            because = f"its {what} say so ({BASE_NAME if name else BASE_DIGEST})"
            yield _Said(name=name, digest=digest, how=Origin.LABELS, because=because, label=label)


def _by_provenance(image: Image, attestations: Iterable[Attestation]) -> Iterator[_Said]:
    """What provenance says, where it is about this image and leaves one image only that can be the base."""
    ours = {image.manifest_digest, image.root_digest} - {""}
    labels = {image.annotations.get(BASE_DIGEST, ""), said_by_labels(image)} - {""}
    for attestation in attestations:
        try:
            statement = parse_statement(attestation.content, attestation.place)
        except ParseError:
            # What is no statement says nothing; whoever shows attestations tells of it.
            continue
        if statement.is_provenance and statement.digests & ours:
            materials = materials_of(statement, [layer.digest for layer in image.layers])
            found = _base_of(materials, labels)
            if found is not None:
                yield _Said(
                    name=found.name,
                    digest=found.digest,
                    how=Origin.PROVENANCE,
                    because="its provenance says so",
                    layers=found.layers or None,
                )


def _base_of(materials: Sequence[Material], labels: set[str]) -> Material | None:
    """The one whose layers it begins with; else the one that its labels name; else the only one there is."""
    with_layers = [each for each in materials if each.layers]
    if with_layers:
        return max(with_layers, key=lambda each: each.layers)
    labelled = [each for each in materials if each.digest in labels or each.name in labels]
    chosen = labelled or list(materials)
    return chosen[0] if len(chosen) == 1 else None


def _believed(said: _Said, levels: Sequence[Sequence[Known]], index: Chains | None) -> Base | None:
    """What is said as a base; None where the index knows that it is not true, or not of this image but of its base."""
    known = index.named(said.digest) if index and said.digest else []
    same = [each for level in levels for each in level if _is_meant(each, said)]
    if not same and any(each.manifest == said.digest for each in known):
        return None
    if said.label and levels:
        nearest = levels[0]
        is_farther = bool(same) and same[0] not in nearest
        if is_farther or (not same and any(each.said == said.label for each in nearest)):
            return None
    layers = same[0].layers if same else said.layers
    return Base(
        name=said.name or (same[0].name if same else ""),
        digest=said.digest or (same[0].digest if same else ""),
        layers=layers,
        how=said.how,
        certainty=Certainty.PROVEN if same else Certainty.STATED,
        because=f"{said.because}, and its layers are those of the image" if same else said.because,
    )


def _is_meant(known: Known, said: _Said) -> bool:
    """Whether it is the image that is said to be the base: by its digest, or where none is said by its name."""
    return said.digest in (known.manifest, known.root) if said.digest else known.name == said.name


def _levels(image: Image, index: Chains) -> list[list[Known]]:
    """The images whose layers it begins with, the nearest first; those of one level have the same layers and steps."""
    steps = image.config.history or []
    found = [each for each in index.beginnings_of(image) if _may_be_base(each, image)]
    fitting = {id(each) for each in found if each.history == history_digest(steps[: each.steps])}

    def rank(known: Known) -> tuple[int, int]:
        return -known.layers, -known.steps

    levels = []
    for _, equal in groupby(sorted(found, key=rank), key=lambda known: known.layers):
        same_layers = list(equal)
        fit = [each for each in same_layers if id(each) in fitting]
        # Of images with the same layers those count that begin with the same instructions.  Where none does, the one
        # with the fewest is nearest to what they have in common.
        chosen = fit or [each for each in same_layers if each.steps == min(one.steps for one in same_layers)]
        levels += [list(level) for _, level in groupby(chosen, key=rank)]
    return levels


def _may_be_base(known: Known, image: Image) -> bool:
    """Whether it is another image, and not one that only says the same layers with other words around them."""
    if known.config == image.config_digest or (known.manifest and known.manifest == image.manifest_digest):
        return False
    if known.layers < len(image.layers):
        return True
    steps = image.config.history or []
    return known.steps < len(steps) and known.history == history_digest(steps[: known.steps])


def _proven(level: Sequence[Known]) -> Base:
    names = sorted({each.name for each in level if each.name}, key=_preference)
    # The one that was recorded last, under the best name if it has one.
    best = next((each for each in level if names and each.name == names[0]), level[0])
    layers = best.layers
    return Base(
        name=names[0] if names else "",
        digest=best.digest,
        layers=layers,
        how=Origin.LAYERS,
        certainty=Certainty.PROVEN,
        because=f"its lowest {'layer is' if layers == 1 else f'{layers} layers are'} those of {_shown(best, names)}",
        names=tuple(sorted(names[1:])),
    )


def _shown(known: Known, names: Sequence[str]) -> str:
    return names[0] if names else short(known.digest or known.config)


def _preference(name: str) -> tuple[bool, bool, int, str]:
    """Official names first, then such as say a version, then short ones."""
    return not name.startswith("docker.io/library/"), name.endswith(":latest"), len(name), name


def _reference(text: str) -> str:
    """A name in full, without its digest; empty where it is none, as ``scratch``."""
    if text in ("", "scratch"):
        return ""
    try:
        reference = parse_reference(text)
    except UsageError:
        return ""
    return f"{reference.registry}/{reference.repository}{f':{reference.tag}' if reference.tag else ''}"
