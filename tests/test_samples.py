"""The sample articles: `data/raw` is what their prose and the script beside it make."""

import gzip
import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from pipeline.records import Article, Reject
from pipeline.stages.read import read

DATA = Path(__file__).parents[1] / "data"
RAW = DATA / "raw"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """`data/make_samples.py`, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("make_samples", DATA / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def prose() -> list[dict[str, str]]:
    """The articles as they were written."""
    articles: list[dict[str, str]] = tomllib.loads(
        (DATA / "articles.toml").read_text(encoding="utf-8")
    )["article"]
    return articles


def test_samples_are_up_to_date(script: ModuleType, tmp_path: Path) -> None:
    """Making the samples anew gives the files that are there; a table's packing may differ."""
    for made in script.write(tmp_path):
        kept = RAW / made.relative_to(tmp_path)
        if made.suffix == ".parquet":
            pd.testing.assert_frame_equal(pd.read_parquet(made), pd.read_parquet(kept))
        elif made.suffix == ".xlsx":
            pd.testing.assert_frame_equal(pd.read_excel(made), pd.read_excel(kept))
        elif made.suffix == ".gz":
            assert gzip.decompress(made.read_bytes()) == gzip.decompress(kept.read_bytes())
        else:
            assert made.read_bytes() == kept.read_bytes(), f"{kept} is old: run make_samples.py"


def test_every_input_kind_has_a_sample() -> None:
    """Each kind that the command reads, plain and compressed."""
    kinds = {"".join(path.suffixes) for path in RAW.rglob("*") if path.is_file()}
    assert {".txt", ".txt.gz", ".html", ".csv", ".jsonl", ".jsonl.gz", ".parquet", ".xlsx"} <= kinds


def test_every_sample_is_read(prose: list[dict[str, str]]) -> None:
    """All articles arrive, with their first sentence, under ids of their own."""
    found = list(read([RAW]))
    assert [item for item in found if isinstance(item, Reject)] == []
    articles = [item for item in found if isinstance(item, Article)]
    assert len(articles) == len(prose) + 1
    assert len({article.article_id for article in articles}) == len(articles)
    for written in prose:
        first = written["text"].strip().split("\n")[0]
        # A page's text is cut out of its markup, where runs of spaces are one space.
        holders = [article for article in articles if first in article.text]
        assert len(holders) == 1, written["title"]
        if "url" in written:
            assert holders[0].url == written["url"]
            assert holders[0].title == written["title"]
            assert holders[0].published_at is not None


def test_page_gives_the_article_alone() -> None:
    """Menus, advertisements, scripts and the list of popular articles stay outside."""
    (page,) = (item for item in read([RAW / "kesehatan"]) if isinstance(item, Article))
    assert "tetangga sendiri" in page.text
    for outside in ("Beranda", "dataLayer", "kata pengiklan", "Terpopuler", "Pedoman Media"):
        assert outside not in page.text
