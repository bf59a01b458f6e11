"""What the rest of an article says about a word that a tagger took into a name."""

import pytest
from made import annotated

from pipeline.records import (
    Mention,
    MentionKind,
    Span,
)
from pipeline.resolution.tagged import tagged
from pipeline.resolution.usage import Usage


@pytest.mark.parametrize(
    ("written", "name", "cleaned"),
    [
        ("Gerindra/S-ORG menang . Gerindra/B-PER Hasan/E-PER", "Gerindra Hasan", "Hasan"),
        ("Gerindra/S-PER tiba . Gerindra/B-PER Hasan/E-PER", "Gerindra Hasan", "Gerindra Hasan"),
        ("Hasan/B-PER Medan/E-PER . Kota Medan/S-LOC", "Hasan Medan", "Hasan"),
        ("Hasan/S-PER tiba . Hasan.4 Foto", "Hasan.4", "Hasan"),
        ("Hasan/S-PER tiba . HasanSebelumnya ia pergi", "HasanSebelumnya", "Hasan"),
        (
            "Sri/B-PER Hartatimenyebut/E-PER . Hartati/S-PER menyebut",
            "Sri Hartatimenyebut",
            "Sri Hartati",
        ),
        ("Sri/B-PER Suryadi/E-PER . Surya/S-PER di Medan", "Sri Suryadi", "Sri Suryadi"),
        ("Ali/B-PER MacArthur/E-PER tiba", "Ali MacArthur", "Ali MacArthur"),
        # the headline may stand before the name as well
        ("Faisal/S-PER tiba . Faisal DisorotFaisal", "Faisal DisorotFaisal", "Faisal"),
        # a word that the mention tagger reads as a speaker more often than not
        ("tomsi/S-ORG/S-PERSON kata tomsi//S-PERSON . tomsi/B-PER tohir/E-PER",)
        + ("tomsi tohir",) * 2,
        ("bulog/S-ORG kata bulog//S-ORG . bulog/B-PER tohir/E-PER", "bulog tohir", "tohir"),
        # a nickname in quotation marks
        ("Francesco/B-ORG ' ~Pecco ~' Bagnaia/E-ORG",) + ("Francesco 'Pecco' Bagnaia",) * 2,
        # the word before it speaks elsewhere
        (
            "kata Intan//S-PERSON . Intan Anggita/B-PER Dewi/E-PER",
            "Anggita Dewi",
            "Intan Anggita Dewi",
        ),
        ("kata Intan//S-PERSON . Pasar Anggita/B-PER Dewi/E-PER", "Anggita Dewi", "Anggita Dewi"),
        # where somebody writes is no part of his name
        ("akun Instagram/B-PER Hengki/E-PER", "Instagram Hengki", "Hengki"),
        (
            "kata Eyang/B-PER Subur/I-PER Official/E-PER pergi",
            "Eyang Subur Official",
            "Eyang Subur",
        ),
        # a headline glued to the name
        (
            "Biodata/B-PER Jose/I-PER WilksonJose/I-PER Wilkson/E-PER . Jose/S-PER",
            "Biodata Jose WilksonJose Wilkson",
            "Jose Wilkson",
        ),
        # both taggers see all of it, whatever its first word is elsewhere
        (
            "di Jalen/S-LOC . Jalen/B-PER/B-PERSON Brunson/E-PER/E-PERSON pergi",
            "Jalen Brunson",
            "Jalen Brunson",
        ),
        ("di Jalen/S-LOC . Jalen/B-PER Brunson/E-PER pergi", "Jalen Brunson", "Brunson"),
        # a headline: words that the news writes in lower case
        ("yang Sutarman/B-PER Turut/I-PER Maju/E-PER", "Sutarman Turut Maju", "Sutarman"),
        ("yang Hadir/B-PER Rizal/E-PER pergi", "Hadir Rizal", "Rizal"),
        ("yang Hadir/B-PER Rizal/E-PER . kata Hadir//S-PERSON",) + ("Hadir Rizal",) * 2,
        ("rizal/B-PER turut/E-PER pergi", "rizal turut", "rizal turut"),
        # a number, or the beginning of a Balinese name
        ("yang I/B-PER Suahasil/I-PER Nazara/E-PER", "I Suahasil Nazara", "Suahasil Nazara"),
        ("yang I/B-PER Wayan/I-PER Koster/E-PER", "I Wayan Koster", "I Wayan Koster"),
        # the end of a company
        ("yang Corp/B-PER Chairul/I-PER Noor/E-PER", "Corp Chairul Noor", "Chairul Noor"),
        # said twice, and a word that is
        ("Andi/B-PER Ama/I-PER Andi/E-PER", "Andi Ama Andi", "Andi Ama"),
        ("Zaini/B-PER Wer/I-PER Wer/E-PER", "Zaini Wer Wer", "Zaini Wer Wer"),
    ],
)
def test_a_name_loses_what_is_something_else_elsewhere(
    written: str, name: str, cleaned: str
) -> None:
    made = annotated(written)
    at = made.text.rindex(name.split()[0])
    mention = Mention(Span(at, at + len(name)), MentionKind.NAME, 0, name=name)
    assert Usage(made).cleaned(mention).name == cleaned


def test_the_word_goes_to_the_role_where_the_article_has_it_so() -> None:
    made = annotated("Partai Gerindra/S-ORG menang . anggota Gerindra/B-PER Hasan/E-PER")
    at = made.text.rindex("anggota")
    mention = Mention(
        Span(at, len(made.text)), MentionKind.NAME, 0, name="Gerindra Hasan", role="anggota"
    )
    assert Usage(made).cleaned(mention).role == "anggota Gerindra"


@pytest.mark.parametrize(
    ("name", "is_one"), [("KPK", True), ("BUDI", False), ("The Fed", True), ("Andi Fed", False)]
)
def test_an_institution_is_tagged_so_most_of_the_time(name: str, is_one: bool) -> None:
    usage = Usage(
        annotated(
            "KPK/S-ORG KPK/S-ORG KPK/S-PER BUDI/S-PER The/B-ORG Fed/E-ORG The/B-ORG Fed/E-ORG"
            " Andi/S-PER"
        )
    )
    assert usage.institution(name) is is_one


def test_names_are_read_from_their_labels() -> None:
    made = annotated("Andi/B-PER Saputra/E-PER di/O Medan/S-LOC bersama/O Rina/S-PER")
    assert [span.of(made.text) for span in tagged(made, "PER")] == ["Andi Saputra", "Rina"]
    assert [span.of(made.text) for span in tagged(made, "LOC")] == ["Medan"]


@pytest.mark.parametrize(
    ("name", "elsewhere", "cleaned"),
    [
        pytest.param("Perang Rina Wati", ["Rina Wati"] * 3, "Rina Wati", id="often-without"),
        pytest.param("Abdullah Azwar Anas", ["Azwar Anas"], "Abdullah Azwar Anas", id="once"),
        pytest.param("Frank van Kempen", ["van Kempen"] * 4, "Frank van Kempen", id="particle"),
        pytest.param("Sigit Prabowo", ["Prabowo"] * 7, "Sigit Prabowo", id="one-word"),
        pytest.param(
            "Erick Thohir Rara", ["Erick Thohir", *["Rara"] * 3], "Rara", id="both-elsewhere"
        ),
        pytest.param(
            "Perang Rina Wati", ["Perang Rina Wati", *["Rina Wati"] * 3], "Perang Rina Wati",
            id="twice",
        ),
    ],
)  # fmt: skip
def test_a_name_begins_where_it_does_elsewhere(
    name: str, elsewhere: list[str], cleaned: str
) -> None:
    usage = Usage(annotated(name))
    usage.learn([name, *elsewhere])
    mention = Mention(Span(0, len(name)), MentionKind.NAME, 0, name=name)
    assert usage.cleaned(mention).name == cleaned


@pytest.mark.parametrize(("known", "cleaned"), [(True, "Surya Saputra"), (False, None)])
def test_a_long_word_glued_to_a_known_name_comes_off(known: bool, cleaned: str | None) -> None:
    name = "Surya Saputramencabut"
    usage = Usage(annotated(f"Surya/B-PER Saputra/E-PER pergi . {name}"))
    usage.learn([name, *["Surya Saputra"] * known])
    mention = Mention(Span(22, 22 + len(name)), MentionKind.NAME, 0, name=name)
    assert usage.cleaned(mention).name == (cleaned or name)


@pytest.mark.parametrize(("behind", "cleaned"), [("tiba", "Jack"), (", dosen", "Jack Yang")])
def test_a_common_word_ends_a_name_that_a_comma_closes(behind: str, cleaned: str) -> None:
    made = annotated(f"yang lain . Jack/S-PER pergi . Jack/B-PER Yang/E-PER {behind}")
    usage = Usage(made)
    usage.learn(["Jack", "Jack Yang"])
    at = made.text.index("Jack Yang")
    mention = Mention(Span(at, at + 9), MentionKind.NAME, 0, name="Jack Yang")
    assert usage.cleaned(mention).name == cleaned
