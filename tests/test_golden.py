"""The article the project was made for: its ten quotes, by the library and by both commands."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command import GOLDEN as GOLDEN_ARTICLE

from pipeline.extractor import QuoteExtractor
from pipeline.records import Article, Extraction

HERE = Path(__file__).parent
GOLDEN: list[dict[str, Any]] = [
    json.loads(line) for line in (HERE / "golden.jsonl").read_text(encoding="utf-8").splitlines()
]
# The comma before a closing mark may stay out of the quote.
ENDS = " .,"

Row = dict[str, Any]


def spoken(rows: list[Row]) -> list[Row]:
    """Cut rows down to the golden columns, without indirect rows that can be argued about."""
    golden = {row["quote"].strip(ENDS) for row in GOLDEN}
    cut = [{name: row[name] for name in GOLDEN[0]} for row in rows]
    return [
        row | {"quote": row["quote"].strip(ENDS)}
        for row in cut
        if row["quote_type"] != "indirect" or row["quote"].strip(ENDS) in golden
    ]


def wanted() -> list[Row]:
    """The golden rows, trimmed as the found ones are."""
    return [row | {"quote": row["quote"].strip(ENDS)} for row in GOLDEN]


@pytest.fixture(scope="module")
def extraction(extractor: QuoteExtractor) -> Extraction:
    """The golden article, extracted."""
    text = GOLDEN_ARTICLE.read_text(encoding="utf-8")
    result = extractor.extract([Article(article_id="golden", text=text)])[0]
    assert isinstance(result, Extraction)
    return result


def test_library(extraction: Extraction) -> None:
    """Ten rows, in order, with all fields."""
    rows: list[Row] = []
    for quote in extraction.quotes:
        assert quote.speaker is not None
        rows.append(
            {
                "quote_type": quote.type.value,
                "quote": quote.quote,
                "speaker": quote.speaker.name,
                "speaker_kind": quote.speaker.kind.value,
                "role": quote.speaker.role,
                "honorific": quote.speaker.honorific,
                "mention": quote.mention,
                "cue": quote.cue,
                "resolution": quote.resolution.value,
            }
        )
    assert spoken(rows) == wanted()


def test_those_spoken_about_do_not_speak(extraction: Extraction) -> None:
    """Choe Son-hui, Lavrov and Putin are named with their offices, and say nothing."""
    speakers = {quote.speaker.name for quote in extraction.quotes if quote.speaker}
    assert speakers == {"Patrick Ryder", "Matthew Miller"}


def test_furniture(extraction: Extraction) -> None:
    """The source and the copyright line are furniture; the report is not."""
    text = extraction.clean.text
    furniture = " ".join(span.of(text) for span in extraction.clean.furniture)
    assert "Sumber: Yonhap" in furniture
    assert "COPYRIGHT © ANTARA" in furniture
    assert "Ryder" not in furniture


def test_extract_command(golden: list[Row]) -> None:
    """`kutipan extract` prints the same rows."""
    assert spoken(golden) == wanted()


def test_run_command(sample: tuple[Path, object]) -> None:
    """`kutipan run` writes the same rows, and offsets that hold them."""
    quotes = pd.read_parquet(sample[0] / "quotes.parquet").astype(object)
    quotes = quotes[quotes["article_id"] == GOLDEN_ARTICLE.stem].where(quotes.notna(), None)
    rows: list[Row] = quotes.to_dict("records")
    assert spoken(rows) == wanted()
    articles = pd.read_parquet(sample[0] / "articles.parquet").set_index("article_id")
    for row in rows:
        text = articles.loc[row["article_id"], "text"]
        for name in ("quote", "mention", "cue"):
            if row[name] is not None:
                assert text[row[f"{name}_start"] : row[f"{name}_end"]] == row[name]
    as_text = pd.read_csv(sample[0] / "quotes.csv", dtype=str, keep_default_na=False)
    as_text = as_text[as_text["article_id"] == GOLDEN_ARTICLE.stem]
    assert as_text["quote"].tolist() == [row["quote"] for row in rows]
