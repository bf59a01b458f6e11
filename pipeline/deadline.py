"""A limit of time: a step that takes longer is broken off, and the rest goes on.

A clock ticks twice a second and breaks off what is over its time. It reaches any step written in
Python, a search by the `regex` module, and a network between two of its layers; what never comes
back from native code ends with its process alone: see `pipeline.batch.alone`.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

SECONDS = 60.0
"""What a stage may take for an article, and for every `CHARACTERS` of a longer one."""
CHARACTERS = 50_000
_TICK = 0.5

# When the step under way has to end. There is one main thread, and one step that it works on.
_ends: float | None = None
_ticks = False


class TookTooLong(BaseException):
    """A step was broken off. No `Exception`: what handles those on the way must not take it."""


def told(seconds: float) -> str:
    """Say that a step took longer than ``seconds``, as a reject's detail."""
    return f"took more than {seconds:,.0f} seconds"


def allowed(characters: int, seconds: float) -> float:
    """Return the seconds that so much text may take, where ``seconds`` is for an article."""
    return seconds * max(1.0, characters / CHARACTERS)


@contextmanager
def clock() -> Iterator[None]:
    """Let the clock tick for the block: starting it for every step would cost more than the step.

    Without effect where Python has no alarms: on Windows, and outside of the main thread.
    """
    global _ticks
    in_main = threading.current_thread() is threading.main_thread()
    if _ticks or not in_main or not hasattr(signal, "setitimer"):
        yield
        return
    handler = signal.signal(signal.SIGALRM, _tick)
    timer = signal.setitimer(signal.ITIMER_REAL, _TICK, _TICK)
    _ticks = True
    try:
        yield
    finally:
        _ticks = False
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


def within(seconds: float, step: Callable[[], T]) -> T:
    """Return what ``step`` returns, or break it off after ``seconds``; 0 is no limit.

    Without effect where no `clock` ticks.

    Raises:
        TookTooLong: the time is over.
    """
    global _ends
    if seconds <= 0 or not _ticks or threading.current_thread() is not threading.main_thread():
        return step()
    # Twice, for the clock may tick inside the inner `finally`.
    try:
        try:
            _ends = time.monotonic() + seconds
            return step()
        finally:
            _ends = None
    finally:
        _ends = None


def _tick(number: int, frame: FrameType | None) -> None:
    # At every tick, not once: something on the way may have swallowed the first.
    if _ends is not None and time.monotonic() > _ends:
        raise TookTooLong
