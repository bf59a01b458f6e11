"""Fuzzing: damaged files for the readers, damaged articles for the extractor, for as long as asked.

``make fuzz MINUTES=30`` goes round the properties with fresh seeds until the time is over; what
fails is shrunk and printed, and belongs into the cases of ``test_fuzz.py``, which also tries each
property for a moment.
"""

import argparse
import gzip
import io
import json
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from marks_extractor import MarksExtractor
from test_properties import ANY_TEXT, MARKS, ODD, PIECES, check

from pipeline.batch import run
from pipeline.errors import InputError
from pipeline.extractor import QuoteExtractor
from pipeline.inputs.description import describe
from pipeline.records import Article, Extraction, Reject
from pipeline.stages.read import read
from pipeline.stages.tabulate import tabulate
from pipeline.tabulation.columns import TABLES
from pipeline.tabulation.contract import validate
from pipeline.tabulation.schema import check_offsets

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
# What one example may take; the networks' share grows with the text, the rest should not matter.
SECONDS = 20.0

TEXT = (
    'Harga beras turun pekan ini. "Stok aman," kata Kepala Dinas Pangan Siti Aminah, Senin (1/7). '
    "Menurut Andi Wijaya, pasokan dari daerah lain juga sudah tiba."
)
ROWS = [
    {"id": str(n), "title": "Harga, beras", "text": f"{TEXT} {n}\n\nBaris dua.", "date": "1/7/2024"}
    for n in range(4)
]
PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><title>Harga</title><meta property='
    '"article:published_time" content="2024-07-01T10:30:00+07:00"></head><body><article><p>'
    f"{TEXT}</p><p>{TEXT}</p></article></body></html>"
)


@cache
def seeds() -> dict[str, bytes]:
    """Return a sound file of every kind, by its name."""
    frame = pd.DataFrame(ROWS)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    parquet = io.BytesIO()
    frame.to_parquet(parquet)
    book, sheet = io.BytesIO(), openpyxl.Workbook()
    assert sheet.active is not None
    for row in [list(ROWS[0]), *(list(row.values()) for row in ROWS)]:
        sheet.active.append(row)
    sheet.save(book)
    files = {
        "a.txt": TEXT.encode(),
        "b.txt": TEXT.encode("utf-16"),
        "a.html": PAGE.encode(),
        "a.csv": frame.to_csv(index=False).encode(),
        "b.csv": frame.to_csv(index=False, sep=";").encode("cp1252"),
        "a.tsv": frame.to_csv(index=False, sep="\t").encode(),
        "a.jsonl": lines.encode(),
        "a.json": json.dumps(ROWS).encode(),
        "b.json": frame.to_json().encode(),
        "a.parquet": parquet.getvalue(),
        "a.xlsx": book.getvalue(),
    }
    return files | {f"{name}.gz": gzip.compress(files[name]) for name in ("a.txt", "a.jsonl")}


BYTES = (b"\x00", b'"', b"\n", b"\r", b",", b";", b"\\", b"{", b"]", b"<", b"\xff", b"\xef\xbb\xbf")
BYTES += (b"\x1f\x8b", b"PK\x03\x04", b"PAR1", b"9" * 400, b'""', b"\\ud800", b"&#0;", b"NaN")


@st.composite
def damaged_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sound file, cut, doubled, mixed with odd bytes, under its own name or another's."""
    name = draw(st.sampled_from(sorted(seeds())))
    data = seeds()[name]
    for _ in range(draw(st.integers(1, 5))):
        at, end = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        kind = draw(st.sampled_from(["cut", "double", "put", "flip", "end"]))
        if kind == "cut":
            data = data[:at] + data[end:]
        elif kind == "double":
            data = (data[:end] + data[at:])[:100_000]
        elif kind == "put":
            data = data[:at] + draw(st.sampled_from(BYTES)) * draw(st.integers(1, 20)) + data[at:]
        elif kind == "flip" and at < len(data):
            data = data[:at] + bytes([data[at] ^ draw(st.integers(1, 255))]) + data[at + 1 :]
        elif kind == "end":
            data = data[: max(at, 1)]
    return draw(st.one_of(st.just(name), st.sampled_from(sorted(seeds())))), data


CELLS: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.sampled_from([TEXT, "", "nan", "=1+1", "1/7/2024", "0000-00-00", "https://[", "\ud800"]),
        st.text(max_size=30),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
COLUMNS = ("id", "text", "title", "url", "source", "date", "isi", "content", "link", "Text ", "")
RECORDS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELLS, max_size=6), max_size=6)


@cache
def samples() -> tuple[str, ...]:
    """Return the texts of the sample articles."""
    return tuple(item.text for item in read([RAW]) if isinstance(item, Article))


@st.composite
def damaged_articles(draw: st.DrawFn) -> str:
    """Sample articles, cut and put together anew, with what news is damaged by."""
    text = draw(st.sampled_from(samples()))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 300)))
        kind = draw(st.sampled_from(["cut", "double", "put", "mix", "case", "lines", "many"]))
        if kind == "cut":
            text = text[:at] + text[end:]
        elif kind == "double":
            text = text[:end] + text[at:]
        elif kind == "put":
            text = text[:at] + draw(st.one_of(PIECES, st.text(max_size=5))) + text[at:]
        elif kind == "many":
            text = text[:at] + draw(st.sampled_from((*MARKS, *ODD, "(", " "))) * 50 + text[at:]
        elif kind == "mix":
            other = draw(st.sampled_from(samples()))
            text = text[:at] + other[at : at + 500] + text[end:]
        elif kind == "case":
            text = (
                text[:at] + draw(st.sampled_from([str.upper, str.lower]))(text[at:end]) + text[end:]
            )
        else:
            text = text[:at] + " ".join(text[at:end].split("\n")) + text[end:]
    return text[:8_000]


def _tabulated(results: Iterable[Extraction | Reject]) -> None:
    """Check that the tables of results keep their contract."""
    found = list(results)
    tables = tabulate(
        [one for one in found if isinstance(one, Extraction)],
        [one for one in found if isinstance(one, Reject)],
    )
    for table in TABLES:
        validate(table, getattr(tables, table))
    assert check_offsets(tables).empty


def any_file_gives_articles_or_rejects(file: tuple[str, bytes]) -> None:
    """A file of any bytes is read to its end, and leaves articles or reasons."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file[0]
        path.write_bytes(file[1])
        describe([path])
        found = list(read([path]))
    assert found
    ids = [item.article_id for item in found if isinstance(item, Article)]
    assert len(set(ids)) == len(ids)
    for item in found:
        assert item.source_file == path.as_posix()
        if isinstance(item, Article):
            assert item.text.strip()
            "".join((item.article_id, item.title, item.outlet, item.url)).encode()
    _tabulated(MarksExtractor().extract([item for item in found if isinstance(item, Article)]))


def any_records_make_a_run(records: list[dict[str, Any]]) -> None:
    """Records of any cells make a run in which every one of them is accounted for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        out = Path(folder) / "out"
        try:
            counts = run(
                [path], out, extractor=MarksExtractor(), shard_articles=2, quiet=True
            ).counts
        except InputError:
            return
    # A file without any text is one reject for all of its records.
    assert counts.articles + counts.rejected == counts.records
    assert (
        counts.records == len(records)
        or counts.rejects == {"read/no_text_column": 1}
        or not records
    )


def any_article_gives_valid_quotes(text: str) -> None:
    """A damaged article gives quotes whose spans hold, alone and beside another."""
    (alone,) = _extractor().extract([Article("a", text)])
    check(alone)
    _, beside = _extractor().extract([Article("b", samples()[0]), Article("a", text)])
    assert beside == alone
    _tabulated([alone])


@cache
def _extractor() -> QuoteExtractor:
    return QuoteExtractor()


@dataclass(frozen=True)
class Property:
    """What holds for whatever the strategy draws."""

    holds: Callable[[Any], None]
    drawn: st.SearchStrategy[Any]
    examples: int

    def try_out(self, examples: int, with_seed: int | None = None) -> None:
        """Try so many examples; a failure is shrunk and raised."""

        def timed(value: Any) -> None:
            began = time.thread_time()
            self.holds(value)
            assert time.thread_time() - began < SECONDS

        tried = given(self.drawn)(timed)
        if with_seed is not None:
            tried = seed(with_seed)(tried)
        settings(
            max_examples=examples,
            deadline=None,
            database=None,
            print_blob=False,
            report_multiple_bugs=False,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )(tried)()


PROPERTIES = {
    "files": Property(any_file_gives_articles_or_rejects, damaged_files(), 300),
    "records": Property(any_records_make_a_run, RECORDS, 30),
    "articles": Property(
        any_article_gives_valid_quotes, st.one_of(damaged_articles(), ANY_TEXT), 100
    ),
}


def main() -> None:
    """Go round the properties until the time is over; exit 1 where any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--only", choices=sorted(PROPERTIES), action="append")
    arguments = parser.parse_args()
    ends = time.monotonic() + 60 * arguments.minutes
    tried = dict.fromkeys(arguments.only or PROPERTIES, 0)
    failed = 0
    while time.monotonic() < ends:
        for name in tried:
            number = random.SystemRandom().randrange(2**32)
            try:
                PROPERTIES[name].try_out(PROPERTIES[name].examples, number)
            except Exception:
                failed += 1
                print(f"--- {name}, seed {number}", flush=True)
                traceback.print_exc(file=sys.stdout)
            tried[name] += PROPERTIES[name].examples
    print(f"tried {tried}, failed {failed}", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
