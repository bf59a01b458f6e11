"""What makes a row sure: features by name, and weights that rank them as a reader would."""

import pytest

from pipeline.extractor import QuoteExtractor
from pipeline.records import Article, Extraction, Quote
from pipeline.resolution.confidence import confidence
from pipeline.weights import bundled

FULL = "“Stok beras aman sampai Lebaran,” kata Kepala Dinas Pangan Sri Wahyuni di Jakarta, Senin."


def quotes(extractor: QuoteExtractor, text: str) -> list[Quote]:
    (result,) = extractor.extract([Article("a", text)])
    assert isinstance(result, Extraction)
    return list(result.quotes)


def test_a_name_beside_the_quote_is_surer_than_none(extractor: QuoteExtractor) -> None:
    (sure,) = quotes(extractor, FULL)
    (unsure,) = quotes(extractor, "“Stok beras aman sampai Lebaran.” Hujan turun di Jakarta.")
    assert sure.confidence > unsure.confidence


def test_features_that_carry_no_weight_change_nothing() -> None:
    assert confidence({"no such feature"}) == confidence(set())


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("resolution: explicit", "resolution: unresolved"),
        ("type: direct", "type: mixed"),
        ("person: tagged in full > 1 times", "person: tagged in full <= 0 times"),
        ("choice: by > 4", "choice: by <= 0.3"),
        ("statement: > 0.999 of it labelled", "statement: <= 0 of it labelled"),
        ("cue: labelled", "cue: not labelled"),
    ],
)
def test_what_a_reader_would_trust_more_weighs_more(better: str, worse: str) -> None:
    weights = bundled("confidence")
    assert weights.get(better, 0.0) > weights.get(worse, 0.0)
    assert confidence({better}) > confidence({worse})
