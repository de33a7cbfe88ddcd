"""Where the names of images are decided: at the place that names one, or where its variable is written."""

from __future__ import annotations

from seatrial.engine.naming import ImageNames
from seatrial.engine.normalise import Resources
from seatrial.engine.writes import Write
from seatrial.fix.edit import CannotEditError
from seatrial.fix.images import Swap, is_written_at
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
        if origin.raw.source in _FILLED_IN or is_written_at(texts.text(place.file), place, name):
            change = Change(head=place, how=How.IMAGE, value=Swap(old=name, new=name))
            texts.worked_out(change)
            return Site(place=place, change=change)
        return _followed(origin, name, planner)
    except CannotEditError as error:
        return Site(place=place, reason=str(error))


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


def renaming(site: Site, name: str, new: str) -> Change | None:
    """The change that gives a site another name; None where nobody can make it."""
    change = site.change
    if change is None:
        return None
    value = Swap(old=name, new=new) if change.how is How.IMAGE else new
    return Change(head=change.head, how=change.how, path=change.path, value=value)
