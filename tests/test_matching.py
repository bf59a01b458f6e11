"""Two readings of one text: which spans are one quote, by hand and against trying every pair."""

import random

import pytest

from pipeline.evaluation.matching import match, overlap
from pipeline.records import Span


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (Span(0, 10), Span(0, 10), 1.0),
        (Span(0, 10), Span(0, 5), 0.5),
        (Span(0, 10), Span(5, 15), 1 / 3),
        (Span(0, 10), Span(10, 20), 0.0),
        (Span(0, 10), Span(40, 50), 0.0),
    ],
)
def test_overlap_is_what_both_cover_of_what_either_covers(one, other, share):
    assert overlap(one, other) == overlap(other, one) == pytest.approx(share)


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        ([], [], {}),
        ([Span(0, 10)], [], {}),
        ([Span(0, 10)], [Span(0, 5)], {0: 0}),
        ([Span(0, 10)], [Span(0, 4)], {}),
        ([Span(0, 10)], [None, Span(1, 10)], {0: 1}),
        ([None, Span(0, 10)], [Span(0, 10)], {1: 0}),
        # The better overlap wins, whatever the order, and nothing has two partners.
        ([Span(0, 10)], [Span(0, 8), Span(0, 9)], {0: 1}),
        ([Span(0, 8), Span(0, 10)], [Span(0, 10)], {1: 0}),
        # Of two that are equal the earlier place goes first.
        ([Span(0, 10), Span(0, 10)], [Span(0, 10)], {0: 0}),
        ([Span(0, 10)], [Span(0, 10), Span(0, 10)], {0: 0}),
        # A partner that begins a whole length before, and one that begins at the last character.
        ([Span(10, 20)], [Span(0, 20)], {0: 0}),
        ([Span(10, 20)], [Span(19, 29)], {}),
    ],
)
def test_spans_are_paired_one_to_one(one, other, pairs):
    assert match(one, other) == pairs


def by_trying_all(one, other):
    closest = sorted(
        (-overlap(a, b), i, j)
        for i, a in enumerate(one)
        for j, b in enumerate(other)
        if a and b and overlap(a, b) >= 0.5
    )
    pairs = {}
    for _, i, j in closest:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return dict(sorted(pairs.items()))


@pytest.mark.parametrize("seed", range(20))
def test_looking_only_nearby_finds_the_same_as_trying_every_pair(seed):
    chance = random.Random(seed)

    def reading():
        starts = [chance.randrange(60) for _ in range(25)]
        return [
            Span(start, start + chance.randrange(1, 20)) if chance.random() < 0.9 else None
            for start in starts
        ]

    one, other = reading(), reading()
    assert match(one, other) == by_trying_all(one, other)
    assert match(one, other)
