"""The limit of time: what it breaks off, what it leaves alone, and that nothing rings on."""

import signal
import threading
import time
from typing import Any

import pytest
import regex
import torch

from pipeline.deadline import CHARACTERS, TookTooLong, allowed, clock, within


def busy() -> None:
    """Never return, as a rule with a loop that does not end."""
    while True:
        pass


def swallowing() -> None:
    """Never return, and take every error on the way for its own."""
    while True:
        try:
            while True:
                pass
        except Exception:
            continue


def searching() -> None:
    """Search for minutes inside the `regex` module."""
    regex.search(r"(?:a|aa)+$", "a" * 80 + "!")


def networks() -> None:
    """Multiply matrices, one native call after another."""
    one = torch.ones(300, 300)
    while True:
        one = torch.mm(one, one).clamp(0, 1)


@pytest.mark.parametrize("step", [busy, swallowing, searching, networks])
def test_a_step_that_never_ends_is_broken_off(step: Any) -> None:
    began = time.monotonic()
    with clock(), pytest.raises(TookTooLong):
        within(0.2, step)
    assert time.monotonic() - began < 10


def test_what_is_in_time_is_left_alone() -> None:
    with clock():
        assert within(5, lambda: "done") == "done"
        with pytest.raises(ZeroDivisionError):
            within(5, lambda: 1 // 0)
        # Its time is over with the step, not later.
        within(0.1, lambda: None)
        time.sleep(1.2)


def test_a_step_that_was_broken_off_is_the_only_one() -> None:
    with clock():
        for _ in range(3):
            with pytest.raises(TookTooLong):
                within(0.1, busy)
            time.sleep(0.7)


def test_nothing_rings_on_when_the_block_has_ended() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with clock(), clock(), pytest.raises(TookTooLong):
        within(0.1, busy)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_the_alarm_of_the_caller_is_given_back() -> None:
    rung: list[int] = []
    handler = signal.signal(signal.SIGALRM, lambda number, _: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with clock(), pytest.raises(TookTooLong):
            within(0.1, busy)
        time.sleep(0.6)
        assert rung == [signal.SIGALRM]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)


def test_zero_is_no_limit_and_a_thread_has_none() -> None:
    found: list[str] = []

    def work() -> None:
        with clock():
            found.append(within(0.1, lambda: "done"))

    with clock():
        within(0, lambda: time.sleep(0.7))
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert found == ["done"]


def test_a_long_article_may_take_longer() -> None:
    assert allowed(0, 60) == allowed(CHARACTERS, 60) == 60
    assert allowed(10 * CHARACTERS, 60) == 600


def test_it_costs_next_to_nothing() -> None:
    """A thousand steps take less than one short article does."""
    with clock():
        began = time.thread_time()
        for _ in range(1_000):
            within(60, lambda: None)
        assert time.thread_time() - began < 0.02
