"""Symbolic links of an image, and where paths lead through them; nothing leads out of the image."""

from collections.abc import Callable

from seatrial.errors import LimitError, ParseError
from seatrial.images.layers import normal
from seatrial.images.limits import Limits

_HOPS = 255
"""As containerd's ``fs.RootPath`` has it."""


class Links:
    """The links so far.  Those of the layer that is being laid over the others can be told from those before."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._before: dict[str, str] = {}
        self._now: dict[str, str] = {}
        self._steps = 0
        self._placed: dict[str, str] = {}
        # What was looked at to place them: a link anywhere else changes none of them.
        self._looked_at: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._before)

    def add(self, path: str, leads: str) -> None:
        self._now[path] = leads
        if len(self._now) + len(self._before) > self._limits.links:
            bound = f"{self._limits.links} links"
            raise LimitError(f"the image has more than {bound}", bound=bound)
        if path in self._looked_at:
            self._forget()

    def remove(self, path: str) -> None:
        """Something else is at the path now."""
        if path in self._before or path in self._now:
            self._before.pop(path, None)
            self._now.pop(path, None)
            self._forget()

    def hide(self, path: str, *, below_only: bool) -> None:
        """Whatever the layers before have at and below a path is gone."""
        if not self._before:
            return
        self._steps += len(self._before) // 64
        self._step()
        prefix = f"{path}/" if path else ""
        for each in [each for each in self._before if each.startswith(prefix) or (each == path and not below_only)]:
            del self._before[each]
        self._forget()

    def clear(self, prefix: str, *, beside: int) -> None:
        """What the present layer has below a folder is gone; ``beside`` is how much else is looked through for that."""
        self._steps += (len(self._now) + beside) // 64
        self._step()
        for each in [each for each in self._now if each.startswith(prefix)]:
            del self._now[each]
        self._forget()

    def settle(self, hides: Callable[[str], bool]) -> None:
        """Take away those of the layers before that the present one hides."""
        for path in [path for path in self._before if hides(path)]:
            del self._before[path]

    def commit(self) -> None:
        """The present layer is done."""
        self._before.update(self._now)
        self._now = {}
        self._forget()

    def _forget(self) -> None:
        self._placed.clear()
        self._looked_at.clear()

    def at(self, path: str) -> str | None:
        """What the link at a path says; None where there is none."""
        leads = self._now.get(path)
        return self._before.get(path) if leads is None else leads

    def placed(self, name: str) -> str:
        """The path at which an entry is put: its folder's links are followed, its own name is not."""
        folder, slash, base = name.rpartition("/")
        if not slash:
            return name
        real = self._placed.get(folder)
        if real is None:
            real = self._placed[folder] = self.real(folder)
        return f"{real}/{base}" if real else base

    def target(self, leads: str) -> str | None:
        """The path that a hard link names; None where it leads nowhere."""
        name = normal(leads)
        if not name:
            return None
        try:
            return self.placed(name)
        except ParseError as error:
            if isinstance(error, LimitError):
                raise
            return None

    def real(self, path: str) -> str:
        """Where a path leads.  Raises ParseError where it goes in circles, LimitError where that takes too long."""
        ahead = path.split("/")[::-1]
        behind: list[str] = []
        hops = 0
        while ahead:
            part = ahead.pop()
            self._step()
            if part in ("", "."):
                continue
            if part == "..":
                # At the root it leads to the root.
                del behind[-1:]
                continue
            behind.append(part)
            here = "/".join(behind)
            self._looked_at.add(here)
            leads = self.at(here)
            if leads is None:
                continue
            hops += 1
            if hops > _HOPS:
                raise ParseError("links lead in circles")
            behind = [] if leads.startswith("/") else behind[:-1]
            ahead += leads.split("/")[::-1]
        return "/".join(behind)

    def _step(self) -> None:
        self._steps += 1
        if self._steps > self._limits.steps:
            bound = f"{self._limits.steps} steps"
            raise LimitError(f"following the links of the image takes more than {bound}", bound=bound)
