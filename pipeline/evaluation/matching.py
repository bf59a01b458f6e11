"""Matching the quotes of two readings of one text, one to one, by how much their spans overlap."""

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.records import Span

# Two spans that share less than half of the characters either covers are two quotes.
_LEAST = 0.5


def match(one: Sequence[Span | None], other: Sequence[Span | None]) -> dict[int, int]:
    """Pair the spans of two readings, best overlap first; a span that is ``None`` has no partner.

    Of equal overlaps the earlier place in ``one``, then in ``other``, goes first.

    Returns:
        The place in ``other`` of each matched place in ``one``, ascending.
    """
    placed = sorted((span.start, j, span) for j, span in enumerate(other) if span is not None)
    starts = [start for start, _, _ in placed]
    closest = []
    for i, span in enumerate(one):
        if span is None:
            continue
        # What begins earlier than a whole length before a span shares less than half with it.
        first = bisect_left(starts, 2 * span.start - span.end)
        for _, j, candidate in placed[first : bisect_left(starts, span.end)]:
            if (shared := overlap(span, candidate)) >= _LEAST:
                closest.append((-shared, i, j))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(closest):
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return dict(sorted(partner.items()))


def overlap(one: Span, other: Span) -> float:
    """Return the characters that both cover, as a share of those that either covers."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))
