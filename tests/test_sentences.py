"""Where sentences end: what rules are sure of, and what they leave to the network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotation.sentences import Verdict, sentence_ends, verdicts

MARKS = ['"', "“", "”", ".", "?", ",", "(", ")", "Kombes", "Pol.", "Andi", "kata", "H", "5"]


def split(text: str) -> tuple[list[str], list[bool]]:
    """Make tokens of words apart by spaces; ``_`` joins a word to the one before it."""
    words = text.split()
    spaced = [not after.startswith("_") for after in [*words[1:], ""]]
    return [w.removeprefix("_") for w in words], spaced


def cut(text: str, *seen: int) -> list[str]:
    """Return the sentences of such a text, the network having seen ends behind ``seen``."""
    texts, spaced = split(text)
    ends = sentence_ends(texts, spaced, set(seen))
    return [" ".join(texts[a + 1 : b + 1]) for a, b in zip([-1, *ends], ends, strict=False)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Harga turun _. Stok aman _.", ["Harga turun .", "Stok aman ."]),
        # the mark and the bracket that close with a stop end the sentence, not the stop
        ('" _Aman _. _" Harga turun _.', ['" Aman . "', "Harga turun ."]),
        ("Ia tiba _( _4/3 _) _. Ia pulang _.", ["Ia tiba ( 4/3 ) .", "Ia pulang ."]),
        # an opening mark begins a sentence as a capital does
        ('Harga turun _. " _Aman _, _" kata Sri _.', ["Harga turun .", '" Aman , " kata Sri .']),
    ],
)
def test_a_stop_and_a_capital_end_a_sentence_that_the_network_let_go_on(
    text: str, sentences: list[str]
) -> None:
    assert cut(text) == sentences


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        # what stands between two marks belongs to the sentence that quotes it
        ('" _Aman _. Harga turun _, _" kata Sri _.', 2),
        ("Kata Kombes Pol. Andi stok aman _.", 2),
        ("Kata Prof _. Sri stok aman _.", 2),
        ("Kata M. Sri stok aman _.", 1),
    ],
)
def test_an_end_that_the_network_saw_by_mistake_is_none(text: str, seen: int) -> None:
    assert len(cut(text, seen)) == 1


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ia tinggal di Jl _. Merdeka _.", 4),  # perhaps an abbreviation
        ("Harga turun _. _Stok aman _.", 2),  # glued
        ("Harga turun Stok aman _.", 1),  # a headline
        ('" _Aman _. Harga turun _.', 2),  # a mark never closed
        ("Ia anggota TNI _. Ia pulang _.", 3),  # a title that ends a sentence as well
    ],
)
def test_what_the_rules_would_have_to_guess_is_the_networks(text: str, seen: int) -> None:
    assert len(cut(text)) == 1
    assert len(cut(text, seen)) == 2


@given(st.lists(st.tuples(st.sampled_from(MARKS), st.booleans())), st.data())
def test_every_token_is_in_one_sentence(
    tokens: list[tuple[str, bool]], data: st.DataObject
) -> None:
    texts, spaced = [t for t, _ in tokens], [s for _, s in tokens]
    seen = data.draw(st.sets(st.integers(0, max(len(texts) - 1, 0))))
    ends = sentence_ends(texts, spaced, seen)
    assert ends == sorted(set(ends))
    assert ends[-1:] == ([len(texts) - 1] if texts else [])
    judged = verdicts(texts, spaced)
    assert len(judged) == len(texts)
    assert all(i in ends for i, v in enumerate(judged) if v is Verdict.ENDS)
