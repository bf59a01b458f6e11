"""The labelled pairs of speakers: their form, how they are drawn, and what joining reaches."""

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.pairs import STRATA, Pair, Side, Stratum, draw, stratum
from benchmarks.people import PAIRS, answers, lines, read_pairs, score

ONE = Side("a" * 64, "outlet", "Budi Santoso", None, None)


def side(name: str, role: str | None = None, article: str = "b") -> Side:
    return Side(article * 64, "outlet", name, role, None)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (side("Budi Santoso"), side("BUDI SANTOSO"), Stratum.EQUAL),
        (side("Budi Santoso", "Ketua"), side("Budi Santoso"), Stratum.EQUAL),
        (side("Budi Santoso", "Ketua"), side("Budi Santoso", "Camat"), Stratum.EQUAL_OTHER_ROLE),
        (side("Budi"), side("Budi"), Stratum.ONE_WORD),
        (side("Budi"), side("Budi Santoso"), Stratum.PART),
        (side("Achmad Fauzi"), side("Ahmad Fauzi"), Stratum.SPELLING),
        (side("Rina Santoso"), side("Budi Santoso"), Stratum.LAST),
        (side("Budi Santoso"), side("Budi Hartono"), Stratum.WORD),
        (side("Jokowi"), side("Joko Widodo"), Stratum.ALIAS),
        (side("Prabowo", "Presiden"), side("Joko Widodo", "presiden"), Stratum.ALIAS),
        (side("Rina"), side("Budi Santoso"), None),
        (side("…"), side("…"), None),
    ],
)
def test_the_stratum_of_two_names(one: Side, other: Side, kind: Stratum | None) -> None:
    assert stratum(one, other) is kind
    assert stratum(other, one) is kind


def test_pairs_are_of_two_articles_and_a_name_is_drawn_twice_at_most() -> None:
    sides = [side("Budi Santoso", article=letter) for letter in "aabcdef"]
    drawn = list(draw(sides, random.Random(0)))
    assert [pair.half for pair in drawn] == ["dev", "held"]
    assert all(pair.one.sha256 != pair.other.sha256 for pair in drawn)
    assert drawn == list(draw(sides, random.Random(0)))


def test_the_labelled_pairs_are_complete() -> None:
    pairs = read_pairs(PAIRS)
    assert Counter(pair.stratum for pair in pairs) == STRATA
    assert {pair.label for pair in pairs} == {"same", "different", "unclear"}
    assert Counter(pair.half for pair in pairs) == {"dev": 100, "held": 100}
    for pair in pairs:
        assert stratum(pair.one, pair.other) is pair.stratum
        assert pair.one.sha256 != pair.other.sha256
        assert len(pair.one.sha256) == len(pair.other.sha256) == 64


def test_nobody_is_joined_wrongly_and_most_are_joined() -> None:
    for half in ("dev", "held"):
        found = score([a for a in answers(read_pairs(PAIRS)) if a.pair.half == half])
        assert found.precision == 1
        assert found.recall >= 0.78


def test_figures_by_hand() -> None:
    pair = Pair(Stratum.EQUAL, "dev", "same", ONE, side("Budi Santoso"))
    apart = replace(pair, other=side("Budi Hartono"), stratum=Stratum.WORD)
    given = answers([pair, apart, replace(pair, label="different"), replace(pair, label="unclear")])
    assert [answer.joined for answer in given] == [True, False, True, True]
    assert [answer.wrong for answer in given] == [False, True, True, False]
    found = score(given)
    assert (found.right, found.predicted, found.gold) == (1, 2, 2)
    told = lines(given, worst=1)
    assert "0.500 (1/2)" in told[-11]
    assert told[-1].startswith("dev | word | same, apart | Budi Santoso")


def test_the_file_is_one_object_a_line(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    first = PAIRS.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(first + "\n", encoding="utf-8")
    (pair,) = read_pairs(path)
    assert json.loads(first)["one"]["name"] == pair.one.name
