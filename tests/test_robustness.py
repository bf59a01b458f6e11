"""Sizes that nobody writes and scrapers deliver: each ends, in time, with valid quotes."""

import time

import pytest

from pipeline.extractor import QuoteExtractor
from pipeline.records import Article, Extraction, Reason, Reject

MINUTE = 60.0
SENTENCE = (
    '"Kami sudah menurunkan tiga alat berat," kata Kepala BPBD Randuagung Wahyu Hidayat. '
    "Hujan turun enam jam tanpa henti. "
)


def timed(extractor: QuoteExtractor, text: str) -> tuple[Extraction | Reject, float]:
    """Extract one text and measure it."""
    start = time.perf_counter()
    result = extractor.extract([Article(article_id="big", text=text)])[0]
    return result, time.perf_counter() - start


def check(result: Extraction | Reject) -> None:
    """Check that a large text was either read, with valid spans, or left out for its size."""
    if isinstance(result, Reject):
        assert result.reason in {Reason.TOO_LARGE, Reason.EMPTY, Reason.OTHER_LANGUAGE}, result
        return
    text = result.clean.text
    for quote in result.quotes:
        assert quote.span.of(text) == quote.quote
        assert quote.mention_span is None or quote.mention_span.of(text) == quote.mention
        assert quote.cue_span is None or quote.cue_span.of(text) == quote.cue


# Each once at a tenth of its size, and at its full one where minutes do not matter.
SIZES = [pytest.param(10, id="tenth"), pytest.param(1, id="full", marks=pytest.mark.slow)]


@pytest.mark.parametrize("part", SIZES)
@pytest.mark.parametrize(
    ("unit", "times"),
    [
        pytest.param('"', 10_000, id="marks-only"),
        pytest.param('" ', 10_000, id="marks-and-spaces"),
        pytest.param('"Kami siap," ', 5_000, id="quotes-without-cues"),
        pytest.param("'", 10_000, id="single-marks"),
        pytest.param("?", 10_000, id="damaged-marks"),
        pytest.param('"kata', 5_000, id="marks-and-cues"),
        pytest.param("(", 10_000, id="brackets"),
        pytest.param("kata ", 10_000, id="cues"),
        pytest.param("Wahyu ", 10_000, id="names"),
        pytest.param("Kepala Dinas ", 5_000, id="roles"),
        pytest.param("a", 200_000, id="one-word"),
        pytest.param(".", 50_000, id="full-stops"),
        pytest.param("Baca juga: ", 10_000, id="furniture"),
    ],
)
def test_repetition(extractor: QuoteExtractor, unit: str, times: int, part: int) -> None:
    """Ten thousand times the same thing takes no more than its length."""
    result, seconds = timed(extractor, unit * (times // part))
    check(result)
    assert seconds < MINUTE / part


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("“" * 5_000 + "”" * 5_000, id="opened-then-closed"),
        pytest.param(" " * 200_000 + "kata", id="spaces"),
        pytest.param("\n" * 200_000 + "kata", id="line-breaks"),
    ],
)
def test_emptiness(extractor: QuoteExtractor, text: str) -> None:
    """Much of nothing takes no time."""
    result, seconds = timed(extractor, text)
    check(result)
    assert seconds < MINUTE / 10


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ['"Kami siap," kata Wahyu. ', '"', "kata ", "Kepala Dinas ", "(", "?", "“a” "]
)
def test_time_grows_with_length(extractor: QuoteExtractor, unit: str) -> None:
    """Four times the text takes about four times as long, not sixteen."""
    small, large = unit * 1_000, unit * 4_000
    timed(extractor, small)
    short = min(timed(extractor, small)[1] for _ in range(2))
    long = timed(extractor, large)[1]
    assert long < 10 * short + 0.5


def test_many_quotes_of_one_article(extractor: QuoteExtractor) -> None:
    """Three hundred attributed quotes on one line are all found, each with its speaker."""
    result, seconds = timed(extractor, SENTENCE * 300)
    check(result)
    assert isinstance(result, Extraction)
    direct = [quote for quote in result.quotes if quote.type == "direct"]
    assert len(direct) == 300
    assert {quote.speaker.name for quote in direct if quote.speaker} == {"Wahyu Hidayat"}
    assert seconds < MINUTE


@pytest.mark.slow
def test_five_megabytes_on_one_line(extractor: QuoteExtractor) -> None:
    """A line of 5 MB is read whole or left out for its size, and says which."""
    text = SENTENCE * (5_000_000 // len(SENTENCE))
    result, _ = timed(extractor, text)
    check(result)
    if isinstance(result, Extraction):
        assert len(result.quotes) >= 0.9 * (5_000_000 // len(SENTENCE))
    else:
        assert result.reason is Reason.TOO_LARGE
