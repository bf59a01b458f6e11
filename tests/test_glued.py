"""Words that publishing glued together, and words that only look so."""

import pytest

from pipeline.annotation.glued import unglued
from pipeline.annotation.segmenter import Tokens

VOCABULARY = frozenset(("senior", "indonesia", "youtube", "jatinegara", "lopez", "maju"))


def tokens(text: str) -> Tokens:
    """Make tokens of words apart by spaces; the last ends a sentence."""
    texts = text.split()
    starts = [0]
    for word in texts:
        starts.append(starts[-1] + len(word) + 1)
    ends = [start + len(word) for start, word in zip(starts, texts, strict=False)]
    return Tokens(texts, starts[:-1], ends, {len(texts) - 1}, {})


@pytest.mark.parametrize(
    ("written", "apart"),
    [
        ("seniorEbrahim Lopez . Ebrahim tiba", "senior Ebrahim Lopez . Ebrahim tiba"),
        ("IndonesiaMaxime . Maxime tiba", "Indonesia Maxime . Maxime tiba"),
        ("Kato tiba . Katomengaku", "Kato tiba . Kato mengaku"),
        ("NTBTessa . Tessa di NTB", "NTB Tessa . Tessa di NTB"),
        ("NTBTessa . Tessa tiba", "NTBTessa . Tessa tiba"),
        # nothing says who Ebrahim is
        ("seniorEbrahim Lopez", "seniorEbrahim Lopez"),
        # written so
        ("You Tube YouTube", "You Tube YouTube"),
        ("Jati Jatinegara", "Jati Jatinegara"),
        # the end of a name is no word
        ("Wahyu Wahyuningsih", "Wahyu Wahyuningsih"),
        ("kato katomengaku", "kato katomengaku"),
    ],
)
def test_glued_words_come_apart_where_their_parts_are_known(written: str, apart: str) -> None:
    (found,) = unglued([tokens(written)], VOCABULARY)
    assert found.texts == apart.split()


def test_another_piece_of_the_article_knows_the_name() -> None:
    first, _ = unglued([tokens("seniorEbrahim"), tokens("Ebrahim tiba")], VOCABULARY)
    assert first.texts == ["senior", "Ebrahim"]


def test_places_sentences_and_words_stay_where_they_were() -> None:
    read = Tokens(
        ["katanya", "seniorEbrahim", "Ebrahim", "."],
        [0, 8, 22, 29],
        [7, 21, 29, 30],
        {1, 3},
        {0: ("kata", "nya")},
    )
    (found,) = unglued([read], VOCABULARY)
    assert found.texts == ["katanya", "senior", "Ebrahim", "Ebrahim", "."]
    assert found.starts == [0, 8, 14, 22, 29]
    assert found.ends == [7, 14, 21, 29, 30]
    assert found.last == {2, 4}
    assert found.words == {0: ("kata", "nya")}
    assert found.spaced() == [True, False, True, False, True]
