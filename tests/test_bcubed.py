"""B-cubed by hand: speakers kept together, torn apart, thrown together, missing."""

import pytest

from pipeline.evaluation.bcubed import BCubed, b_cubed
from pipeline.evaluation.found import Row
from pipeline.evaluation.gold import GoldQuote
from pipeline.evaluation.judge import Pair
from pipeline.records import QuoteType, Span


def pairs(gold, predicted):
    """Return the matched quotes of an article, by who speaks in the gold and in the rows."""
    span = Span(0, 1)
    return [
        Pair(
            GoldQuote(span, QuoteType.DIRECT, "a", annotated, "person", "", "", ""),
            Row(QuoteType.DIRECT, "a", span, found, "", ""),
            span,
        )
        for annotated, found in zip(gold, predicted, strict=True)
    ]


@pytest.mark.parametrize(
    ("gold", "predicted", "precision", "recall"),
    [
        # As annotated; other names for the same groups are as good.
        (["Ani", "Ani", "Budi"], ["Ani", "Ani", "Budi"], 1, 1),
        (["Ani", "Ani", "Budi"], ["Citra", "Citra", "Dedi"], 1, 1),
        # All thrown together: of each of Ani's two quotes 2/3 are hers, of Budi's 1/3.
        (["Ani", "Ani", "Budi"], ["Ani", "Ani", "Ani"], (2 / 3 + 2 / 3 + 1 / 3) / 3, 1),
        # One speaker torn in two: of three quotes the two together find 2/3, the third 1/3.
        (["Ani", "Ani", "Ani"], ["Ani", "Ani", "Budi"], 1, (2 / 3 + 2 / 3 + 1 / 3) / 3),
        # The paper's first example, of five, two and five, the last two thrown together: P 76 %.
        ([*"aaaaabbccccc"], [*"aaaaabbbbbbb"], (5 + (2 * 2 / 7) + (5 * 5 / 7)) / 12, 1),
        # Titles, case and punctuation make no other speaker.
        (["Ani", "Ani"], ["Ibu Ani", "ANI."], 1, 1),
        (["Ani", "Ani"], ["Ani Sari", "Ani"], 1, 1 / 2),
        # Quotes without a speaker are each a group of their own, on either side.
        (["", "", "Ani"], ["", "", "Ani"], 1, 1),
        (["", ""], ["Ani", "Ani"], 1 / 2, 1),
        (["Ani", "Ani"], ["", "…"], 1, 1 / 2),
    ],
)
def test_one_article(gold, predicted, precision, recall):
    score = b_cubed([pairs(gold, predicted)])
    assert score.quotes == len(gold)
    assert score.precision == pytest.approx(precision, abs=5e-5)
    assert score.recall == pytest.approx(recall, abs=5e-5)
    assert score.f == pytest.approx(2 * precision * recall / (precision + recall), abs=1e-4)


def test_groups_end_with_their_article_and_every_quote_weighs_the_same():
    together = pairs(["Ani", "Budi", "Budi", "Budi"], ["Ani"] * 4)
    alone = pairs(["Ani"], ["Ani"])
    # (1/4 + 3 * 3/4 + 1) / 5
    assert b_cubed([together, [], alone]) == BCubed(5, 0.7, 1.0)


def test_of_nothing():
    assert b_cubed([[], []]) == BCubed(0, 0.0, 0.0)
    assert b_cubed([]).f == 0.0
