"""When two spellings are one name, and when a third word is needed to be sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.resolution.spelling import fold, full_words, respelt, untitled
from pipeline.resolution.variants import misspelt


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Choe Son-hui", "CHOE  SON HUI"),
        ("Ma'ruf Amin", "Ma’ruf Amin"),
        ("Maruf Amin", "Ma'ruf Amin"),
        ("Jürgen Klopp", "Jurgen Klopp"),
        ("M. Iqbal", "m iqbal"),
    ],
)
def test_spellings_that_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Ir. H. Joko Widodo", "Joko Widodo"),
        ("KH Said Aqil Siradj", "Said Aqil Siradj"),
        ("Mega Fatimah Rosana, M.Sc.", "Mega Fatimah Rosana"),
        ("Dhirga Surya Wibowo SH", "Dhirga Surya Wibowo"),
        ("Haji Lulung", "Haji Lulung"),
        ("Yo Yo Ma", "Yo Yo Ma"),
        ("Tengku Erry Nuradi", "Tengku Erry Nuradi"),
        ("Jokowi", "Jokowi"),
        ("", ""),
    ],
)
def test_titles_and_degrees_fall_and_two_words_stay(name: str, bare: str) -> None:
    assert untitled(name) == bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("achmad rizal ramdhani", "ahmad rizal ramdhani"),
        ("luhut binsar pandjaitan", "luhut binsar panjaitan"),
        ("arief havas oegroseno", "arif havas ugroseno"),
        ("mochamad nur azis", "muhammad nur azis"),
    ],
)
def test_three_words_leave_no_doubt(one: str, other: str) -> None:
    assert respelt(one) == respelt(other)


@pytest.mark.parametrize("name", ["djoko susilo", "mohammad faisal", "m djoko susilo", ""])
def test_two_words_stay_as_they_are_spelt(name: str) -> None:
    assert respelt(name) == name


def test_an_initial_is_no_word() -> None:
    assert full_words("luhut b pandjaitan") == 2


@pytest.mark.parametrize(
    ("word", "own", "same"),
    [
        ("andi", "andy", True),
        ("rohmat", "rohmad", True),
        ("soeharto", "suharto", True),
        ("achmad", "akhmad", True),
        ("taufiq", "taufik", True),
        ("surhato", "suharto", True),
        ("muhadjjr", "muhadjir", True),
        ("probowo", "prabowo", True),
        ("rini", "rani", False),
        ("yulianto", "yulianti", False),
        ("wahyudi", "wahyuni", False),
        ("hasan", "husein", False),
        ("dian", "dani", False),
    ],
)
def test_spellings_of_one_name_differ_by_a_sound_or_a_slip(word: str, own: str, same: bool) -> None:
    assert misspelt(word, own) is same
