"""Annotating: what the networks see, and where their files lie."""

import shutil
from pathlib import Path

import pytest

from pipeline.errors import ModelError
from pipeline.extractor import QuoteExtractor
from pipeline.records import AnnotatedArticle, Article, CleanArticle
from pipeline.stages.annotate import BUNDLED, LONGEST_WORD, Annotator
from pipeline.stages.clean import clean


def annotated(annotator: Annotator, text: str) -> AnnotatedArticle:
    cleaned = clean(Article("a", text))
    assert isinstance(cleaned, CleanArticle)
    return annotator.annotate([cleaned])[0]


@pytest.fixture(scope="module")
def annotator(extractor: QuoteExtractor) -> Annotator:
    """The bundled networks, loaded once for the session."""
    return extractor._annotator


def test_tokens_hold_their_text(annotator: Annotator) -> None:
    text = '"Kami siap," kata Menteri Andi Saputra.\n\nIa pulang ke Jakarta, katanya.'
    article = annotated(annotator, text)
    assert len(article.sentences) >= 2
    for sentence in article.sentences:
        for token in sentence.tokens:
            assert article.text[token.start : token.end] == token.text


def test_a_clitic_is_split_off(annotator: Annotator) -> None:
    tokens = [
        t for s in annotated(annotator, "Harga beras naik, katanya.").sentences for t in s.tokens
    ]
    assert [t.clitic for t in tokens if t.text == "katanya"] == ["nya"]


def test_a_line_break_ends_a_sentence(annotator: Annotator) -> None:
    article = annotated(
        annotator, "Gubernur Andi Saputra tiba di pasar\nPedagang menyambut dengan gembira"
    )
    assert len(article.sentences) >= 2
    assert not any("\n" in article.text[s.start : s.end] for s in article.sentences)


def test_furniture_is_not_annotated(annotator: Annotator) -> None:
    article = annotated(
        annotator, "Harga beras naik.\n\nBaca juga: Harga cabai turun tajam\n\nStok aman."
    )
    seen = {t.text for s in article.sentences for t in s.tokens}
    assert "beras" in seen and "aman" in seen
    assert "cabai" not in seen


def test_a_title_with_a_full_stop_does_not_end_a_sentence(annotator: Annotator) -> None:
    text = '"Kami tahan dua orang," kata Kombes Pol. Andi Saputra di kantornya.'
    (sentence,) = [
        s for s in annotated(annotator, text).sentences if "Kombes" in text[s.start : s.end]
    ]
    assert "Andi Saputra" in text[sentence.start : sentence.end]


def test_what_is_no_prose_is_left_out(annotator: Annotator) -> None:
    text = "Harga beras naik. " + "x" * (LONGEST_WORD + 1) + " Stok beras aman."
    seen = {t.text for s in annotated(annotator, text).sentences for t in s.tokens}
    assert {"beras", "aman"} <= seen
    assert max(map(len, seen)) <= LONGEST_WORD


def test_models_laid_out_as_the_official_ones(tmp_path: Path) -> None:
    layout = {"tokenize": "tokenizer", "mwt": "mwt", "pos": "pos", "pretrain": "vectors"}
    for folder, name in layout.items():
        (tmp_path / "id" / folder).mkdir(parents=True)
        shutil.copy(BUNDLED / f"{name}.pt", tmp_path / "id" / folder / "gsd.pt")
    text = '"Kami siap," kata Menteri Perhubungan Andi Saputra di Jakarta.'
    article = annotated(Annotator(tmp_path), text)
    assert "PER" in {t.name[2:] for s in article.sentences for t in s.tokens}


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "id" / "tokenize").mkdir(parents=True)
    with pytest.raises(ModelError, match="mwt") as raised:
        Annotator(tmp_path)
    assert "fetch" in raised.value.hint


def test_a_damaged_model_is_told(tmp_path: Path) -> None:
    for file in BUNDLED.glob("*.pt"):
        shutil.copy(file, tmp_path / file.name)
    (tmp_path / "pos.pt").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Annotator(tmp_path)
