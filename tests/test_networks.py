"""The networks give what Stanza's own feeding of them gives."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import stanza
import torch
from hypothesis import given
from hypothesis import strategies as st
from stanza.models.common.crf import viterbi_decode

from benchmarks.speed import as_published
from pipeline.annotation.forms import Forms, Sentences
from pipeline.annotation.labeller import best_paths
from pipeline.annotation.recurrent import Batch, Layer
from pipeline.annotation.segmenter import WINDOW, Segmenter, Tokens
from pipeline.annotation.tagger import StockTagger, Tagger
from pipeline.extractor import QuoteExtractor
from pipeline.records import Article
from pipeline.stages.annotate import Annotator
from pipeline.stages.read import read

ADDRESS = (
    "Kirim surat ke redaksi@warta-pesisir.id atau lihat https://www.warta-pesisir.id/a?b=1 ya."
)
lengths = st.lists(st.integers(1, 9), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def annotator(extractor: QuoteExtractor) -> Annotator:
    """The bundled networks, loaded once for the session."""
    return extractor._annotator


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> stanza.Pipeline:
    """Stanza's pipeline over the same weights."""
    return as_published(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def paragraphs(root: Path) -> list[str]:
    """Paragraphs of the sample articles that fit a window."""
    articles = [a for a in read([root / "data" / "raw"]) if isinstance(a, Article)]
    lines = [" ".join(line.split()) for a in articles for line in a.text.split("\n")]
    return [ADDRESS, *dict.fromkeys(line for line in lines if 0 < len(line) <= WINDOW)]


@pytest.fixture(autouse=True)
def inference() -> Iterator[None]:
    """Nothing is trained here."""
    with torch.inference_mode():
        yield


def test_tokens_words_and_sentences_are_stanzas(
    annotator: Annotator, stock: stanza.Pipeline, paragraphs: list[str]
) -> None:
    for text, tokens in zip(paragraphs, annotator.segmenter.segment(paragraphs), strict=True):
        theirs = [s.tokens for s in stock(text).sentences]
        flat = [token for sentence in theirs for token in sentence]
        assert tokens.texts == [t.text for t in flat]
        assert list(zip(tokens.starts, tokens.ends, strict=True)) == [
            (t.start_char, t.end_char) for t in flat
        ]
        assert tokens.last == {n - 1 for n in np.cumsum([len(s) for s in theirs])}
        words = [list(tokens.words.get(i, (t.text,))) for i, t in enumerate(flat)]
        assert words == [[w.text for w in t.words] for t in flat]


def test_tags_and_names_are_stanzas(
    annotator: Annotator, stock: stanza.Pipeline, paragraphs: list[str]
) -> None:
    theirs = [s for text in paragraphs for s in stock(text).sentences]
    tags = annotator.tagger.tag([[w.text for w in s.words] for s in theirs])
    assert [list(of) for of in tags] == [[w.upos for w in s.words] for s in theirs]
    sentences = Sentences([[t.text for t in s.tokens] for s in theirs])
    names, mentions = annotator.names.label(sentences), annotator.mentions.label(sentences)
    assert [list(of) for of in names] == [[t.multi_ner[0] for t in s.tokens] for s in theirs]
    assert [list(of) for of in mentions] == [[t.multi_ner[1] for t in s.tokens] for s in theirs]
    assert {"PER", "CUE"} <= {label[2:] for s in theirs for t in s.tokens for label in t.multi_ner}


def test_results_do_not_depend_on_what_is_read_together(
    annotator: Annotator, paragraphs: list[str]
) -> None:
    together = annotator.segmenter.segment(paragraphs)
    assert [annotator.segmenter.segment([text])[0] for text in paragraphs] == together
    sentences = [tokens.texts for tokens in together]
    alone = [next(iter(annotator.mentions.label(Sentences([s])))) for s in sentences]
    assert alone == list(annotator.mentions.label(Sentences(sentences)))


def test_a_long_paragraph_is_read_in_windows(annotator: Annotator, paragraphs: list[str]) -> None:
    sentences = [text for text in paragraphs[1:] if text.endswith(".")][:12]
    long = " ".join(sentences)
    assert len(long) > 2 * WINDOW
    (whole,) = annotator.segmenter.segment([long])
    apart = annotator.segmenter.segment(sentences)
    assert whole.texts == [text for tokens in apart for text in tokens.texts]
    assert all(
        long[start:end] == text
        for text, start, end in zip(whole.texts, whole.starts, whole.ends, strict=True)
    )


@pytest.mark.parametrize("text", ["a", ".", "\u200b", "👍🏽 ok", "a\u00a0 \u2003b", "١٢٣", "\x85a"])
def test_odd_characters_are_kept_in_place(annotator: Annotator, text: str) -> None:
    (tokens,) = annotator.segmenter.segment([text])
    joined = "".join(text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True))
    assert "".join(joined.split()) == "".join(text.split())


def test_nothing_gives_nothing() -> None:
    annotator = Annotator()  # that has read no form before
    assert annotator.segmenter.segment([]) == []
    assert list(annotator.tagger.tag([])) == []
    assert list(annotator.names.label(Sentences([]))) == []


def test_a_tokenizer_that_needs_more_is_refused(annotator: Annotator) -> None:
    from types import SimpleNamespace

    from pipeline.errors import ModelError

    options = {"feat_funcs": ["space_before"], "conv_res": None, "use_dictionary": True}
    model = SimpleNamespace(args=options, charmodel=None, eval=lambda: model)
    processor = SimpleNamespace(trainer=SimpleNamespace(model=model), vocab={})
    with pytest.raises(ModelError, match="needs more than its characters"):
        Segmenter(processor, None)


def test_any_tagger_of_stanzas_is_run_by_stanza(
    annotator: Annotator, stock: stanza.Pipeline, paragraphs: list[str]
) -> None:
    words = [tokens.texts for tokens in annotator.segmenter.segment(paragraphs[:20])]
    assert isinstance(annotator.tagger, Tagger)
    theirs = StockTagger(stock.processors["pos"]).tag(words)
    assert [list(of) for of in annotator.tagger.tag(words)] == [list(of) for of in theirs]


@given(lengths, st.integers(1, 3))
def test_a_layer_is_torchs_layer(lengths: list[int], distinct: int) -> None:
    torch.manual_seed(len(lengths))
    lstm = torch.nn.LSTM(5, 4, bidirectional=True)
    inputs = torch.randn(distinct, 5)
    rows = torch.arange(sum(lengths)) % distinct
    found = Layer(lstm).run(inputs, rows, Batch(lengths))
    parts = inputs[rows].split(lengths)
    wanted = torch.cat([lstm(part[:, None])[0][:, 0] for part in parts])
    assert torch.allclose(found, wanted, atol=1e-5)


@given(lengths, st.integers(2, 6))
def test_best_paths_are_viterbis(lengths: list[int], tags: int) -> None:
    torch.manual_seed(len(lengths))
    scores, between = torch.randn(sum(lengths), tags), torch.randn(tags, tags)
    wanted = [
        tag
        for part in scores.split(lengths)
        for tag in viterbi_decode(part.numpy(), between.numpy())[0]
    ]
    assert best_paths(scores, between, Batch(lengths)).tolist() == wanted


def test_a_form_is_read_once_and_forgotten_when_there_are_too_many() -> None:
    asked: list[str] = []

    def measure(forms: list[str]) -> torch.Tensor:
        asked.extend(forms)
        return torch.tensor([[float(len(form))] for form in forms])

    table = Forms(measure, limit=2)  # type: ignore[arg-type]
    assert table.look_up(["aa", "b"]).tolist() == [[2], [1]]
    assert table.look_up(["b", "ccc"]).tolist() == [[1], [3]]
    assert asked == ["b", "aa", "ccc"]
    assert table.look_up(["b"]).tolist() == [[1]]
    assert asked == ["b", "aa", "ccc", "b"]


def test_tokens_tell_white_space() -> None:
    tokens = Tokens(["a", ",", "b"], [0, 1, 3], [1, 2, 4], {2}, {})
    assert tokens.spaced() == [False, True, True]
