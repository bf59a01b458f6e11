"""The word lists: in order, without doubles, in the form in which words are looked up."""

import tomllib
from itertools import pairwise

import pytest
import regex

from pipeline import lexicon
from pipeline.errors import InputError
from pipeline.lexicon import alternatives, counted, normalise, table, words

FOLDER = lexicon.files(lexicon.__name__)
# A table of patterns, not of words; test_clean looks at each of them.
PATTERNS = {"furniture"}
NAMES = sorted(
    path.name.removesuffix(".toml")
    for path in FOLDER.iterdir()
    if path.name.endswith(".toml") and path.name.removesuffix(".toml") not in PATTERNS
)
LISTS = [
    pytest.param(entries, id=f"{name}.{key}")
    for name in NAMES
    for key, entries in tomllib.loads(
        FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8")
    ).items()
]


def test_every_file_is_looked_at() -> None:
    assert {"connectors", "cues", "honorifics", "organisations", "pronouns", "roles"} <= set(NAMES)
    assert len(LISTS) > 20


@pytest.mark.parametrize("entries", LISTS)
def test_a_list_is_sorted_unique_and_normalised(entries: list[str]) -> None:
    assert entries
    assert [entry for entry in entries if not entry or entry != normalise(entry)] == []
    assert [(a, b) for a, b in pairwise(entries) if not a < b] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_list_says_what_it_is(name: str) -> None:
    text = FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8")
    assert text.startswith("# ")


def test_counted_words_are_sorted_unique_and_say_where_they_are_from() -> None:
    first, *entries = FOLDER.joinpath("ordinary.txt").read_text(encoding="utf-8").splitlines()
    assert first.startswith("# ")
    assert [entry for entry in entries if entry != normalise(entry)] == []
    assert [(a, b) for a, b in pairwise(entries) if not a < b] == []
    assert counted("ordinary") == set(entries)


def test_an_ordinary_word_is_no_name() -> None:
    assert {"turut", "mengaku", "dalam"} <= counted("ordinary")
    assert not counted("ordinary") & {"antariksa", "paris", "alami", "putri", "bin"}


def test_lists_are_looked_up_alone_and_together() -> None:
    assert words("pronouns", "third") < words("pronouns")
    assert words("pronouns") == {
        entry for entries in table("pronouns").values() for entry in entries
    }
    with pytest.raises(KeyError):
        words("pronouns", "fourth")


@pytest.mark.parametrize(
    ("written", "listed"),
    [("Kepala  Dinas", "kepala dinas"), ("\tKATA\n", "kata"), ("Jum’at", "jum’at"), ("", "")],
)
def test_words_are_looked_up_without_case_and_odd_spaces(written: str, listed: str) -> None:
    assert normalise(written) == listed == normalise(listed)


def test_the_longest_entry_wins_and_spaces_may_be_any() -> None:
    pattern = regex.compile(alternatives(["wakil", "wakil ketua", "s.h."]))
    assert pattern.match("wakil\n ketua umum")[0] == "wakil\n ketua"
    assert pattern.match("wakil bupati")[0] == "wakil"
    assert pattern.match("sahu") is None


def test_a_list_that_was_broken_by_hand_is_named(tmp_path, monkeypatch):
    (tmp_path / "cues.toml").write_text('bare = [\n    "celoteh"\n    "kata",\n]\n')
    monkeypatch.setattr(lexicon, "files", lambda package: tmp_path)
    with pytest.raises(InputError, match=r"lexicon/cues\.toml is not TOML: .*line 3"):
        lexicon.table.__wrapped__("cues")
