"""Handing out work: in this process, or over a pool of spawned ones; the same function and the same results."""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class Executor(Protocol):
    """Applies a function to each item and yields the answers in the order of the items.

    ``prepare`` runs once in every process that works, with ``settings``, before the first item.
    """

    def map(
        self, function: Callable[[_In], _Out], items: Sequence[_In], prepare: Callable[[Any], None], settings: Any
    ) -> Iterator[_Out]: ...


class InProcess:
    """Works here, one after another."""

    def map(
        self, function: Callable[[_In], _Out], items: Sequence[_In], prepare: Callable[[Any], None], settings: Any
    ) -> Iterator[_Out]:
        prepare(settings)
        return map(function, items)


class Pool:
    """Works in processes of their own and meanwhile here.

    They are spawned: forking under threads is not safe on any system.  Spawning takes a quarter of a second, in which
    this process gets on with the work; each takes the next item when it is free.
    """

    def __init__(self, processes: int) -> None:
        self.processes = processes

    def map(
        self, function: Callable[[_In], _Out], items: Sequence[_In], prepare: Callable[[Any], None], settings: Any
    ) -> Iterator[_Out]:
        # Importing them costs 30 ms, which a small scan does not have.
        import multiprocessing
        from concurrent.futures import Future, ProcessPoolExecutor

        others = self.processes - 1
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(others, context, initializer=_start, initargs=(prepare, settings)) as pool:
            answers: deque[Future[_Out] | _Out] = deque()
            waiting: deque[Future[_Out]] = deque()
            prepared = False
            for item in items:
                while answers and _is_ready(answers[0]):
                    yield _answer(answers.popleft())
                while waiting and waiting[0].done():
                    waiting.popleft()
                if len(waiting) < others * _AHEAD:
                    waiting.append(pool.submit(function, item))
                    answers.append(waiting[-1])
                    continue
                if not prepared:
                    prepare(settings)
                    prepared = True
                answers.append(function(item))
            yield from map(_answer, answers)


def _is_ready(answer: Any) -> bool:
    from concurrent.futures import Future

    return not isinstance(answer, Future) or answer.done()


def _answer(answer: Any) -> Any:
    from concurrent.futures import Future

    return answer.result() if isinstance(answer, Future) else answer


_AHEAD = 2
"""How many items wait for each process: enough that none is ever idle."""


def _start(prepare: Callable[[Any], None], settings: Any) -> None:
    """Begin a process that does nothing else: what it makes lives until its end, so nobody need look for garbage."""
    gc.disable()
    prepare(settings)


def executor_for(seconds: Iterable[float], jobs: int = 0) -> Executor:
    """A pool where there is enough work for it to pay.

    ``seconds``  about how long each item takes.
    ``jobs``     how many processes at most; 0 is one for each processor that we may use.
    """
    work = list(seconds)
    processes = min(jobs or _processors(), len(work))
    if processes < 2 or (not jobs and sum(work) < _WORTH_A_POOL):
        return InProcess()
    return Pool(processes)


_WORTH_A_POOL = 3.0
"""Seconds.  Below, starting a process and reading twice what items share costs what two processors bring: 798 files
of Terraform in 133 folders took 2.0 s in one process and 1.9 s, with a third more work, in two."""


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
