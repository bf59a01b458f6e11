"""Looking things up by their place, in time that grows with an article's length."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def last_at(starts: Sequence[int], place: int) -> int:
    """Return the number of the last item that begins at or before a place, else -1.

    Args:
        starts: where the items begin, ascending.
        place: an offset.
    """
    return bisect_right(starts, place) - 1


def reaching(starts: Sequence[int], items: Sequence[T], start: int, end: int) -> Sequence[T]:
    """Return the items that may reach into a stretch of text.

    Args:
        starts: where the items begin, ascending.
        items: what begins there; no item reaches beyond the beginning of the next but one.
        start: first character of the stretch.
        end: the character behind it.

    Returns:
        The last item that begins at or before ``start``, and those that begin inside.
    """
    return items[max(0, last_at(starts, start)) : bisect_left(starts, end)]
