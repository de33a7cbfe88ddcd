"""Where the names of images are decided: at the place that names one, or where its variable is written."""

from __future__ import annotations

from seatrial.engine.naming import ImageNames
from seatrial.engine.normalise import Resources
from seatrial.engine.writes import Write
from seatrial.errors import UsageError
from seatrial.fix.edit import CannotEditError
from seatrial.fix.images import Swap, is_written_at
from seatrial.images.reference import parse_reference
from seatrial.model.location import Location
from seatrial.model.raw import Obstacle, Origin
from seatrial.repair.nouns import Change, How
from seatrial.repair.plan import Planner
from seatrial.repair.planned import Site
from seatrial.repair.texts import Texts

_FILLED_IN = frozenset({"compose", "dockerfile"})
"""Languages whose variables are filled into a text, so that the text itself can be solved."""


def sites_of(names: ImageNames, resources: Resources, planner: Planner, texts: Texts) -> dict[Location, Site]:
    """The sites of an asset's names of images, by the place that names each."""
    found: dict[Location, Site] = {}
    for origin, name in names.origins(resources):
        place = origin.location()
        if place not in found:
            found[place] = _site(origin, place, name, planner, texts)
    return found


def _site(origin: Origin, place: Location, name: str, planner: Planner, texts: Texts) -> Site:
    try:
        text = texts.text(place.file)
        if origin.raw.source in _FILLED_IN or is_written_at(text, place, name):
            return _in_place(place, name, texts)
        tag = parse_reference(name).tag
        if origin.path[-1:] == ("tag",) and is_written_at(text, place, tag):
            return _in_place(place, tag, texts)
        return _followed(origin, name, planner)
    except (CannotEditError, UsageError) as error:
        return Site(place=place, reason=str(error))


def _in_place(place: Location, said: str, texts: Texts) -> Site:
    """The site of a name, or of the tag of one, that stands at the place itself.  Raises CannotEditError."""
    change = Change(head=place, how=How.IMAGE, value=Swap(old=said, new=said))
    texts.worked_out(change)
    return Site(place=place, change=change)


def _followed(origin: Origin, name: str, planner: Planner) -> Site:
    change, place, shared = planner.followed(Write(origin, name))
    if isinstance(change, Obstacle):
        return Site(place=change.place or place, reason=change.reason)
    if shared:
        return Site(place=place, reason=shared)
    if change.edits:
        # Writing what it is already would change something: what stands there is only a part of the name.
        return Site(place=place, reason="the name is put together of several values")
    return Site(place=place, change=change)


def renaming(site: Site, name: str, new: str, tag: str) -> Change | None:
    """The change that gives a site another name, or its tag where that is all it says; None where nobody can."""
    change = site.change
    if change is None:
        return None
    value: str | Swap = new
    if isinstance(change.value, Swap):
        value = Swap(old=change.value.old, new=new if change.value.old == name else tag)
    return Change(head=change.head, how=change.how, path=change.path, value=value)
