"""Where a sentence may say what somebody is."""

from collections.abc import Iterable

import pytest

from pipeline.records import Token
from pipeline.resolution.positions import Place, becoming, before, behind, pointing

TAGS = {"v": "VERB", "a": "ADP", ".": "PUNCT"}


def sentence(marked: str) -> list[Token]:
    """Make tokens of words with marks behind a slash: `/v` verb, `/P` name, `/C` cue, `/S` said."""
    tokens, at = [], 0
    for word in marked.split():
        text, _, mark = word.rpartition("/") if "/" in word else (word, "", "")
        upos = TAGS.get(mark, "NOUN" if text[0].isalnum() else "PUNCT")
        name = "S-PER" if mark == "P" else "O"
        label = {"C": "S-CUE", "S": "I-SAID", "R": "B-ROLE"}.get(mark, "O")
        tokens.append(Token(text, at, at + len(text), upos, name=name, label=label))
        at += len(text) + 1
    return tokens


def read(tokens: list[Token], places: Iterable[Place]) -> set[str]:
    """Return the words of places."""
    text = " ".join(token.text for token in tokens)
    return {text[place.start : place.end] for place in places}


def name(tokens: list[Token]) -> int:
    """Return the first token of the last name."""
    return max(i for i, token in enumerate(tokens) if token.name != "O")


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("Ketua RT 05 , Andi/P", {"Ketua RT 05"}),
        ("Komandan Korps Mayor Jenderal TNI ( Mar ) Andi/P", {"Komandan Korps"}),
        ("Menteri Datuk Seri Andi/P", {"Menteri"}),
        ("warga sekitar bernama Andi/P", {"warga sekitar"}),
        ("Juru bicara/v RSUD , Andi/P", {"Juru bicara RSUD"}),
        ("Wakil Presiden terpilih/v Andi/P", {"Wakil Presiden terpilih", "Presiden terpilih"}),
        ("Catat MasalahKoordinator Nasional Andi/P", {"Catat MasalahKoordinator Nasional"}),
        ("Regional Head Andi/P", {"Regional Head", "Head"}),
        ("pendiri Komunitas Setali yang bergerak/v Andi/P", {"pendiri Komunitas Setali"}),
    ],
)
def test_a_position_stands_before_a_name(marked: str, found: set[str]) -> None:
    tokens = sentence(marked)
    assert found <= read(tokens, before(tokens, name(tokens)))


def test_a_position_glued_to_a_word_begins_inside_the_token() -> None:
    tokens = sentence("MenurutDirektur Perundingan Andi/P")
    assert "Direktur Perundingan" in read(tokens, before(tokens, 2))


@pytest.mark.parametrize(
    "marked",
    [
        "Ketua RT datang/v bersama Andi/P",  # a verb stands between
        "Ketua Dewan . Andi/P",  # another sentence
        "Ketua RT kata/C Andi/P",  # a cue
        "Ketua RT kepada Andi/P",  # whom somebody speaks to
        "rumah Andi/P",  # no head at all
    ],
)
def test_what_another_clause_says_is_no_position_before_a_name(marked: str) -> None:
    tokens = sentence(marked)
    assert not read(tokens, before(tokens, name(tokens)))


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("Andi/P , Ketua RT 05 , datang/v", {"Ketua RT 05"}),
        (
            "Andi/P ( 45 ) , siswa SMK , Jawa Timur , datang/v",
            {"siswa SMK", "siswa SMK , Jawa Timur"},
        ),
        ("Andi/P , yang juga menjabat Menteri Sosial BEM datang/v", {"Menteri Sosial BEM"}),
        ("Andi/P , Sp . A , Dokter Rumah Sakit , datang/v", {"Dokter Rumah Sakit"}),
        ("Andi/P , seorang perajin rotan , datang/v", {"perajin rotan"}),
        ("Andi/P , editor/v majalah .", {"editor majalah"}),
        ("Andi/P dari Universitas Roma yang memimpin/v riset .", {"dari Universitas Roma"}),
    ],
)
def test_a_position_stands_behind_a_name(marked: str, found: set[str]) -> None:
    tokens = sentence(marked)
    assert found <= read(tokens, behind(tokens, 1))


@pytest.mark.parametrize(
    "marked",
    [
        "Andi/P datang/v dengan ketua RT",  # a verb stands between
        "Andi/P . Ketua RT datang/v",  # another sentence
        "Andi/P , padahal hujan",  # nothing that opens a position
    ],
)
def test_what_follows_a_name_need_not_be_a_position(marked: str) -> None:
    tokens = sentence(marked)
    assert not read(tokens, behind(tokens, 1))


def test_a_position_behind_a_name_ends_before_an_occasion() -> None:
    tokens = sentence("Andi/P , anggota DPR usai sidang , datang/v")
    assert read(tokens, behind(tokens, 1)) == {"anggota DPR"}


def test_a_description_points_back_with_a_demonstrative() -> None:
    tokens = sentence("Kemarin pelatih asal Spanyol itu datang/v")
    assert read(tokens, pointing(tokens)) == {"pelatih asal Spanyol"}
    assert not read(tokens[:4], pointing(tokens[:4]))
    tokens = sentence("pelatih melihat/v hal itu")
    assert not read(tokens, pointing(tokens))


def test_a_verb_says_what_somebody_is() -> None:
    tokens = sentence("Andi/P resmi menjabat/v Ketua RT 05 menggantikan/v Budi/P")
    assert read(tokens, becoming(tokens)) == {"Ketua RT 05"}
    tokens = sentence("Andi/P menjadi/v perhatian warga")
    assert not read(tokens, becoming(tokens))


def test_inside_a_statement_the_rest_of_it_is_no_end() -> None:
    tokens = sentence("Andi/S menjadi/S direktur/S utama/S .")
    assert "direktur utama" in read(tokens, becoming(tokens))
    tokens = sentence("Andi menjadi direktur utama/S .")
    assert read(tokens, becoming(tokens)) == {"direktur"}
