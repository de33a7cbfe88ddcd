"""Work is handed out in the same order and with the same answers, here or over processes."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from seatrial.executor import InProcess, Pool, executor_for

_settings: dict[str, int] = {}


def prepare(settings: Any) -> None:
    _settings["times"] = settings


def multiply(number: int) -> int:
    return number * _settings["times"]


def where(_: int) -> int:
    return os.getpid()


def interrupt(number: int) -> int:
    if number == 3:
        raise KeyboardInterrupt
    return number


def test_a_pool_answers_what_one_process_answers() -> None:
    numbers = list(range(200))

    assert list(Pool(2).map(multiply, numbers, prepare, 3)) == list(InProcess().map(multiply, numbers, prepare, 3))


def test_a_pool_works_in_more_than_this_process() -> None:
    assert len(set(Pool(2).map(where, range(20), prepare, 1)) - {os.getpid()}) == 1


class Handed(list[int]):
    """Items that remember how many of them were handed out."""

    given = 0

    def __iter__(self) -> Iterator[int]:
        for item in super().__iter__():
            self.given += 1
            yield item


def toil(number: int) -> int:
    return sum(range(200_000)) * 0 + number


@pytest.mark.parametrize("executor", [InProcess(), Pool(2)])
def test_an_answer_does_not_wait_for_the_last_item(executor: Any) -> None:
    items = Handed(range(600))

    answers = executor.map(toil, items, prepare, 1)

    assert next(answers) == 0
    assert items.given < len(items)
    assert list(answers) == list(range(1, 600))


@pytest.mark.parametrize("executor", [InProcess(), Pool(2)])
def test_an_interrupt_ends_the_work(executor: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        list(executor.map(interrupt, range(10), prepare, 1))


def test_little_work_stays_here_and_as_much_as_is_asked_for_goes_out() -> None:
    assert isinstance(executor_for([1, 1], 0), InProcess)
    assert isinstance(executor_for([10**9], 0), InProcess)
    assert isinstance(executor_for([10, 10], 1), InProcess)
    assert isinstance(executor_for([10, 10], 2), Pool)
