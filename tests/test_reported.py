"""What is a statement and what only a topic: what is weighed, and what comes of it."""

import pytest

from pipeline.detection.reported import features, is_statement
from pipeline.extractor import QuoteExtractor
from pipeline.records import Article, Cue, CueKind, Extraction, Span, Token

SUBJECT = "Kepala Dinas Pangan Sri Wahyuni"


@pytest.mark.parametrize(
    ("statement", "topic"),
    [
        ("menegaskan harga beras tidak naik", "menegaskan pentingnya kerja sama"),
        ("menjelaskan bahwa stok beras cukup sampai Lebaran", "menjelaskan alasan kenaikan harga"),
        ("menyebut stok beras di gudang masih aman", "menyoroti masalah harga beras"),
        ("mengaku belum menerima laporan", "membeberkan penyebab kelangkaan beras"),
    ],
)
def test_a_statement_is_found_and_a_topic_is_not(
    extractor: QuoteExtractor, statement: str, topic: str
) -> None:
    for words, quotes in ((statement, 1), (topic, 0)):
        text = f"“Stok kami cukup,” kata {SUBJECT}. {SUBJECT} {words}."
        (result,) = extractor.extract([Article("a", text)])
        assert isinstance(result, Extraction)
        assert len(result.quotes) == 1 + quotes, words


def tokens(written: str) -> list[Token]:
    """Read tokens from ``text/UPOS``."""
    found, at = [], 0
    for word in written.split():
        text, _, upos = word.partition("/")
        found.append(Token(text, at, at + len(text), upos))
        at += len(text) + 1
    return found


def named(written: str, first: int, clause: bool = True) -> frozenset[str]:
    made = tokens(written)
    cue = Cue(Span(made[1].start, made[1].end), CueKind.ACTIVE, 0, 1, 2)
    return features(made, cue, first, len(made), "indirect_active", clause)


def test_a_complementizer_is_seen_before_the_statement_and_inside() -> None:
    bound = named("Andi/PROPN mengatakan/VERB bahwa/SCONJ harga/NOUN naik/VERB", 3)
    free = named("Andi/PROPN mengatakan/VERB harga/NOUN naik/VERB", 2)
    assert {"complementizer", "verb: mengatakan with a complementizer"} <= bound
    assert {"no complementizer", "verb: mengatakan without a complementizer"} <= free
    assert "between: <= 1 words" in bound
    assert "between: <= 0 words" in free


def test_a_predicate_behind_yang_is_the_nouns() -> None:
    own = named("Andi/PROPN menyebut/VERB harga/NOUN naik/VERB", 2)
    other = named("Andi/PROPN menyebut/VERB harga/NOUN yang/PRON naik/VERB", 2)
    assert "first predicate: <= 2 words in" in own
    assert {"no predicate", "yang near the head"} <= other


def test_the_head_the_verb_and_the_looks_are_named() -> None:
    found = named("Andi/PROPN menegaskan/VERB pentingnya/NOUN kerja/NOUN sama/NOUN", 2, False)
    assert {
        "verb: menegaskan",
        "verb: menegaskan NOUN",
        "opens: -nya",
        "opens: pentingnya",
        "opens: NOUN NOUN",
        "no clause",
    } <= found
    assert "clause" not in found
    assert not is_statement(found)
