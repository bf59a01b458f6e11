"""How far a noun phrase that names a speaker reaches, behind a cue and before one."""

import pytest

from pipeline.attribution.phrases import Range, ahead, behind, bracket_end, spaced_dash
from pipeline.records import Token


def tokens(written: str) -> list[Token]:
    """Read tokens from ``text/UPOS/label``, names from ``text/PER`` or ``text/ORG``, or text."""
    found, at = [], 0
    for word in written.split():
        text, _, tags = word.partition("/")
        upos, _, label = tags.partition("/")
        name = "O"
        if upos == "PER":
            upos, label, name = "PROPN", "PERSON", "I-PER"
        if upos == "ORG":
            upos, label, name = "PROPN", "ORG", "I-ORG"
        found.append(
            Token(
                text=text,
                start=at,
                end=at + len(text),
                upos=upos or ("PUNCT" if not text[0].isalnum() else "NOUN"),
                name=name,
                label=f"I-{label}" if label else "O",
            )
        )
        at += len(text) + 1
    return found


def said(found: Range | None, of: list[Token]) -> str | None:
    return None if found is None else " ".join(token.text for token in of[found[0] : found[1]])


@pytest.mark.parametrize(
    ("written", "phrase"),
    [
        ("Andi/PER Saputra/PER .", "Andi Saputra"),
        ("Kepala//ROLE Dinas//ROLE Andi/PER di/ADP Jakarta/PROPN .", "Kepala Dinas Andi"),
        ("Andi/PER Saputra/PER , Senin/PROPN ( 2/1/NUM ) .", "Andi Saputra"),
        ("Andi/PER , ketua//ROLE RT//ROLE 05/NUM/ROLE , Senin/PROPN .", "Andi , ketua RT 05"),
        ("Andi/PER ( 45/NUM ) , warga//DESC Desa//DESC .", "Andi ( 45 ) , warga Desa"),
        ("Ketua//ROLE RT//ROLE 05/NUM/ROLE , Andi/PER .", "Ketua RT 05 , Andi"),
        ("Andi/PER , S.H./PROPN/HON , menambahkan/VERB .", "Andi , S.H."),
        ("Andi/PER saat/SCONJ ditemui/VERB .", "Andi"),
        ("warga//DESC itu/DET .", "warga itu"),
        ("dia/PRON/PRON kepada/ADP wartawan .", "dia"),
        ("dia/PRON kepada/ADP wartawan .", "dia"),
        ("oleh/ADP Andi/PER .", "Andi"),
        ("Hakim//ROLE Provinsi//ROLE pada/ADP tanggal 4/NUM//ROLE .", "Hakim Provinsi"),
        ("Deputi//ROLE pada/ADP Kantor//ROLE Staf//ROLE .", "Deputi pada Kantor Staf"),
        ("BMKG/ORG diakun/PROPN resminya .", "BMKG"),
        ("BMKG/ORG Sulsel/PROPN .", "BMKG Sulsel"),
        (". Hujan turun/VERB", None),
        ("", None),
    ],
    ids=lambda value: value or "nothing",
)
def test_behind_a_cue(written: str, phrase: str | None) -> None:
    read = tokens(written)
    assert said(behind(read, 0), read) == phrase


@pytest.mark.parametrize(
    ("written", "phrase"),
    [
        ("Andi/PER Saputra/PER", "Andi Saputra"),
        ("Kepala//ROLE Dinas//ROLE Andi/PER", "Kepala Dinas Andi"),
        ("Namun/ADV , Andi/PER juga/ADV", "Andi"),
        ("Sementara/SCONJ dia/PRON/PRON", "dia"),
        ("JAKARTA/PROPN/ORG - Andi/PER", "Andi"),
        ("Andi/PER , ketua//ROLE RT//ROLE ,", "Andi , ketua RT"),
        ("Joko/PER Widodo/PER ( Jokowi/PER )", "Joko Widodo"),
        ("Pemerintah//ORG", "Pemerintah"),
        ("PKB/PROPN menunjukkan/VERB resistensi dengan/ADP", "PKB"),
        ("PKB/PROPN , mengutip/VERB aparat setempat/ADJ ,", "PKB"),
        ("Ia mendengar/VERB seseorang", "seseorang"),
        ("Tes genetik yang/PRON dilakukan/VERB pada/ADP awal tahun", "Tes genetik"),
        ("Moderna/PROPN , yang/PRON mendapat/VERB izin ,", "Moderna"),
        ("Pernyataan yang/PRON dirilis/VERB Moderna/PROPN", "Moderna"),
        ("Israel/PROPN , di/ADP sisi lain ,", "Israel"),
        ("Messi/PROPN sendiri/ADV beberapa/DET kali", "Messi"),
        ("kedua/NUM kali", "kedua kali"),
        ("Dinas/PROPN Industri/PROPN dan/CCONJ Dagang/PROPN", "Dinas Industri dan Dagang"),
        ("Rumah/PROPN Industri/PROPN dan/CCONJ Dagang/PROPN", "Dagang"),
        ("harga turun/VERB setelah/SCONJ bank", "bank"),
        ("Amerika/PROPN Serikat/PROPN pada/ADP Rabu/PROPN", "Amerika Serikat"),
        ("", None),
    ],
    ids=lambda value: value or "nothing",
)
def test_before_a_cue(written: str, phrase: str | None) -> None:
    read = tokens(written)
    assert said(ahead(read, len(read)), read) == phrase


def test_a_phrase_begins_and_ends_where_it_is_asked_for() -> None:
    read = tokens("Hujan turun/VERB , kata/VERB Andi/PER Saputra/PER , Senin/PROPN .")
    assert behind(read, 4) == (4, 6)
    assert ahead(read, 6) == (4, 6)


def test_a_bracket_is_short_and_closed() -> None:
    assert bracket_end(tokens("( 45/NUM ) tahun"), 0) == 3
    assert bracket_end(tokens("( 45/NUM tahun"), 0) is None
    assert bracket_end(tokens("( " + "a " * 20 + ")"), 0) is None
    assert bracket_end(tokens("45/NUM )"), 0) is None


def test_a_dateline_dash_has_space_on_both_sides() -> None:
    assert spaced_dash(tokens("JAKARTA - Andi/PER"), 1)
    glued = [Token("a", 0, 1, "X"), Token("-", 1, 2, "PUNCT"), Token("b", 2, 3, "X")]
    assert not spaced_dash(glued, 1)
    assert not spaced_dash(tokens("- Andi/PER"), 0)
