"""The events of PyYAML's parser, made in C.

Its C parser makes an object of a class that is written in Python for every key, value and bracket, and that is a third
of what it costs.  While `quick_events` lasts it makes these instead: the same fields, and no ``__init__`` in Python.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

import yaml.events
from msgspec import Struct

try:
    _parser: Any = import_module("yaml._yaml")
except ImportError:  # PyYAML was built without libyaml: its own parser takes its own classes.
    _parser = None


class _Event(Struct, gc=False):
    start_mark: Any = None
    end_mark: Any = None


class _StartEvent(Struct, gc=False):
    anchor: Any
    tag: Any
    implicit: Any
    start_mark: Any = None
    end_mark: Any = None
    flow_style: Any = None


class _ScalarEvent(Struct, gc=False):
    anchor: Any
    tag: Any
    implicit: Any
    value: Any
    start_mark: Any = None
    end_mark: Any = None
    style: Any = None


class _MappingStartEvent(_StartEvent, gc=False):
    pass


class _SequenceStartEvent(_StartEvent, gc=False):
    pass


class _MappingEndEvent(_Event, gc=False):
    pass


class _SequenceEndEvent(_Event, gc=False):
    pass


_QUICK: Final[dict[str, Any]] = {
    "ScalarEvent": _ScalarEvent,
    "MappingStartEvent": _MappingStartEvent,
    "SequenceStartEvent": _SequenceStartEvent,
    "MappingEndEvent": _MappingEndEvent,
    "SequenceEndEvent": _SequenceEndEvent,
}
# A parser that does not look its classes up by these names makes its own all the time.
_CAN_BE_QUICK: Final = _parser is not None and all(hasattr(_parser, name) for name in _QUICK)

ScalarEvent: Final[Any] = _ScalarEvent if _CAN_BE_QUICK else yaml.events.ScalarEvent
MappingStartEvent: Final[Any] = _MappingStartEvent if _CAN_BE_QUICK else yaml.events.MappingStartEvent
SequenceStartEvent: Final[Any] = _SequenceStartEvent if _CAN_BE_QUICK else yaml.events.SequenceStartEvent
MappingEndEvent: Final[Any] = _MappingEndEvent if _CAN_BE_QUICK else yaml.events.MappingEndEvent
SequenceEndEvent: Final[Any] = _SequenceEndEvent if _CAN_BE_QUICK else yaml.events.SequenceEndEvent


@contextmanager
def quick_events() -> Iterator[None]:
    """Let PyYAML's C parser make the classes above, and its own ones again afterwards.  Not for several threads."""
    if not _CAN_BE_QUICK:
        yield
        return
    before = {name: getattr(_parser, name) for name in _QUICK}
    try:
        for name, class_ in _QUICK.items():
            setattr(_parser, name, class_)
        yield
    finally:
        for name, class_ in before.items():
            setattr(_parser, name, class_)
