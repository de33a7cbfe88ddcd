"""Where an image says something: a path in it, or a step of its history."""

from collections.abc import Mapping
from dataclasses import dataclass

from seatrial.connectors.image.history import Said, said_by
from seatrial.images.image import Image
from seatrial.model.location import Location, Path
from seatrial.model.value import Value

_KEYWORDS = {
    "user": "USER",
    "user_is_root": "USER",
    "user_is_numeric": "USER",
    "workdir": "WORKDIR",
    "env": "ENV",
    "search_paths": "ENV",
    "labels": "LABEL",
    "ports": "EXPOSE",
    "volumes": "VOLUME",
    "entrypoint": "ENTRYPOINT",
    "cmd": "CMD",
    "healthcheck": "HEALTHCHECK",
    "shell": "SHELL",
    "stop_signal": "STOPSIGNAL",
}
"""Which instruction says an attribute of the configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of one image.

    ``steps``   its history, oldest first.
    ``layers``  for each layer the index of the step that made it; empty where the history does not tell.
    """

    name: str
    steps: tuple[Said, ...]
    layers: tuple[int, ...]

    @classmethod
    def of(cls, image: Image, name: str) -> "Places":
        history = image.config.history or []
        made = tuple(index for index, step in enumerate(history) if not step.empty_layer)
        return cls(
            name=name,
            steps=tuple(map(said_by, history)),
            layers=made if len(made) == len(image.stored) else (),
        )

    def whole(self) -> Location:
        return Location(self.name, 1)

    def file(self, path: str, line: int = 1) -> Location:
        return Location(f"{self.name}:{path}", line)

    def step(self, index: int) -> Location:
        """A step of the history, which people count from 1."""
        return Location(f"{self.name} (step {index + 1})", 1)

    def said(self, keyword: str, text: str = "") -> Location:
        """The last step of a keyword in which a text stands; the image where there is none."""
        for index in reversed(range(len(self.steps))):
            if self.steps[index].keyword == keyword and text in self.steps[index].text:
                return self.step(index)
        return self.whole()

    def of_attribute(self, attributes: Mapping[str, Value], path: Path) -> Location:
        """Where a value of the image's raw object is said: the file that it tells of, else the step that set it."""
        value: Value = attributes
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(value, Mapping) and isinstance(value.get("path"), str):
                return self.file(value["path"], value.get("line", 1))
        keyword = _KEYWORDS.get(str(path[0])) if path else None
        if keyword is None:
            return self.whole()
        name = str(path[1]) if len(path) > 1 and keyword in ("ENV", "LABEL") else ""
        return self.said(keyword, name)
