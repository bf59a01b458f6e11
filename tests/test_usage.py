"""What the rest of an article says about a word that a tagger took into a name."""

import pytest

from pipeline.records import (
    AnnotatedArticle,
    Article,
    CleanArticle,
    Mention,
    MentionKind,
    Sentence,
    Span,
    Token,
)
from pipeline.usage import Usage, runs


def article(written: str) -> AnnotatedArticle:
    """Read one sentence; a token's name label stands behind a slash: ``Andi/B-PER``."""
    tokens, text = [], ""
    for word in written.split():
        form, _, name = word.partition("/")
        tokens.append(Token(form, len(text), len(text) + len(form), "PROPN", name=name or "O"))
        text += form + " "
    sentence = Sentence(0, len(text), tuple(tokens))
    return AnnotatedArticle(CleanArticle(Article("a", text)), (sentence,))


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
    ],
)
def test_a_name_loses_what_is_something_else_elsewhere(
    written: str, name: str, cleaned: str
) -> None:
    made = article(written)
    at = made.text.rindex(name.split()[0])
    mention = Mention(Span(at, at + len(name)), MentionKind.NAME, 0, name=name)
    assert Usage(made).cleaned(mention).name == cleaned


def test_the_word_goes_to_the_role_where_the_article_has_it_so() -> None:
    made = article("Partai Gerindra/S-ORG menang . anggota Gerindra/B-PER Hasan/E-PER")
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
        article(
            "KPK/S-ORG KPK/S-ORG KPK/S-PER BUDI/S-PER The/B-ORG Fed/E-ORG The/B-ORG Fed/E-ORG"
            " Andi/S-PER"
        )
    )
    assert usage.institution(name) is is_one


def test_names_are_read_from_their_labels() -> None:
    made = article("Andi/B-PER Saputra/E-PER di/O Medan/S-LOC bersama/O Rina/S-PER")
    assert list(runs(made, "PER")) == ["Andi Saputra", "Rina"]
    assert list(runs(made, "LOC")) == ["Medan"]
