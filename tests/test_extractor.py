"""The seven stages as one callable: what it leaves behind in the process that calls it."""

import gc

import pytest

from pipeline.errors import PipelineError
from pipeline.extractor import QuoteExtractor
from pipeline.records import Article, Extraction

ARTICLE = Article("a", "“Kami siap,” kata Menteri Perhubungan Andi Saputra di Jakarta, Senin.")


@pytest.mark.parametrize("searching", [True, False])
def test_the_search_for_garbage_is_as_it_was(extractor: QuoteExtractor, searching: bool) -> None:
    (gc.enable if searching else gc.disable)()
    try:
        (result,) = extractor.extract([ARTICLE])
        assert isinstance(result, Extraction)
        assert gc.isenabled() is searching
    finally:
        gc.enable()


def test_it_is_as_it_was_after_a_failure_too(
    extractor: QuoteExtractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(article: Article) -> None:
        assert not gc.isenabled()
        raise PipelineError("the word lists are gone", "")

    monkeypatch.setattr("pipeline.extractor.clean", fails)
    with pytest.raises(PipelineError):
        extractor.extract([ARTICLE])
    assert gc.isenabled()
