"""spaCy reads the documents back: the text, and the exact words of every span."""

from pathlib import Path

import pytest
import spacy
from made import TEXT, extraction
from runs import HOSTILE, hostile, run_of
from spacy.tokens import Doc, DocBin

from pipeline.exports.formats import hand_over


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> list[Doc]:
    """The documents of two made articles, written and read back."""
    folder = tmp_path_factory.mktemp("spacy")
    run = run_of(folder / "run", extraction(), hostile())
    (path,) = hand_over(run, "spacy", folder / "quotes.spacy").files
    return read(path)


def read(path: Path) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(spacy.blank("id").vocab))


def test_the_text_is_as_it_was(docs: list[Doc]) -> None:
    assert [doc.text for doc in docs] == [TEXT, HOSTILE]


def test_every_span_has_its_exact_words(docs: list[Doc]) -> None:
    first, second = docs
    assert [(span.label_, span.text) for span in first.spans["quotes"]] == [
        ("direct", "Terminal ini untuk warga"),
        ("direct", "Kami jaga bersama"),
        ("indirect", "antrean masih panjang"),
    ]
    assert [span.text for span in first.spans["mentions"]] == ["Budi", "nya", "warga"]
    assert [span.text for span in first.spans["cues"]] == ["kata", "katanya", "Menurut"]
    assert [span.text for span in second.spans["quotes"]] == [
        "Kami \N{PARTY POPPER} <b>siap</b> & “rela”,",
        "Kami\u00a0percaya\u2028itu",
    ]


def test_a_span_leads_to_its_quote_and_its_speaker(docs: list[Doc]) -> None:
    doc = docs[0]
    assert doc.user_data["article_id"] == "terminal"
    for group in ("quotes", "mentions", "cues"):
        said = [doc.user_data["quotes"][span.id_] for span in doc.spans[group]]
        assert [one["speaker"] for one in said] == ["Budi Santoso", "Budi Santoso", "warga"]
        assert [one["speaker_id"] for one in said] == [s.kb_id_ for s in doc.spans[group]]
    assert said[0]["role"] == "Kepala Dinas Perhubungan"
    assert said[0]["confidence"] == 0.9


def test_tokens_are_cut_only_where_a_span_begins_or_ends(docs: list[Doc]) -> None:
    doc = docs[0]
    words = [token.text for token in doc]
    assert words[words.index("kata", words.index("kata") + 1) + 1] == "nya"
    plain = [token.text for token in spacy.blank("id").make_doc(TEXT)]
    assert len(words) == len(plain) + 1
