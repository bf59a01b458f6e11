"""Tables as files: read back as they were, whole or not there, safe in a spreadsheet."""

import csv
import errno
import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import BUDI, FIRST, TEXT, extraction

from pipeline.errors import InputError, OutputError, PipelineError
from pipeline.outputs import tables as outputs
from pipeline.outputs.card import card
from pipeline.outputs.files import clear_errors, staged, write_text
from pipeline.outputs.tables import BOM, FORMATS, TableWriter, read_table, write_tables
from pipeline.records import Reason, Reject, Stage
from pipeline.stages.tabulate import Tables, tabulate
from pipeline.tabulation.columns import TABLES, Kind
from pipeline.tabulation.schema import arrow_schema, names

# What breaks a table: delimiters, marks, every kind of line end, spaces at the ends, what a reader
# takes for a missing value or a number, NUL, a byte order mark inside, right-to-left, emoji.
HARD = [
    'a,"b"',
    '"',
    '""',
    "a\nb",
    "a\r\nb",
    "a\rb",
    "\r",
    " x ",
    "\t",
    "NA",
    "nan",
    "null",
    "None",
    "001",
    "1e5",
    "TRUE",
    "a\0b",
    "\N{ZERO WIDTH NO-BREAK SPACE}x",
    "\N{LINE SEPARATOR}",
    "\x85",
    "\x1a",
    "שלום",
    "🙂\N{ZERO WIDTH JOINER}🙂",
    "e\N{COMBINING ACUTE ACCENT}",
    "\\",
    "\\n",
    "a;b",
    "'x'",
    "=1+1",
]


def _tables(words: list[str]) -> Tables:
    found = [
        extraction(
            f"artikel/{n} {word}",
            title=word,
            repairs=(("mojibake", 1),) if n % 2 else (),
            published_at=datetime(2024, 11, 1 + n % 28, tzinfo=UTC) if n % 3 else None,
        )
        for n, word in enumerate(words)
    ]
    role = replace(FIRST, speaker=replace(BUDI, role=words[0], honorific=words[-1]))
    found.append(extraction("peran", (role,)))
    unread = Reject(Stage.READ, Reason.EMPTY, words[0], source_file="a.txt")
    return tabulate(found, [unread])


@pytest.fixture
def tables() -> Tables:
    return _tables(HARD)


@pytest.mark.parametrize("form", FORMATS)
def test_a_table_is_read_back_as_it_was(tables: Tables, tmp_path: Path, form: str) -> None:
    write_tables(tables, tmp_path)
    for table in TABLES:
        read = read_table(tmp_path / f"{table}.{form}")
        pd.testing.assert_frame_equal(read, getattr(tables, table))


@pytest.mark.slow
@settings(max_examples=100)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=5)
)
def test_any_text_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    tables = _tables(words)
    write_tables(tables, folder)
    for table in TABLES:
        for form in FORMATS:
            pd.testing.assert_frame_equal(
                read_table(folder / f"{table}.{form}"), getattr(tables, table)
            )


def test_pandas_alone_reads_both_formats_alike(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path)
    for table, columns in TABLES.items():
        parquet = pd.read_parquet(tmp_path / f"{table}.parquet")
        pd.testing.assert_frame_equal(parquet, getattr(tables, table))
        text = pd.read_csv(tmp_path / f"{table}.csv", dtype=str, keep_default_na=False)
        assert list(text) == names(table)
        for column in columns:
            if column.kind in (Kind.TEXT, Kind.CHOICE):
                assert list(text[column.name]) == list(parquet[column.name].fillna(""))


def test_a_notebook_gets_numbers_and_times_without_saying_so(
    tables: Tables, tmp_path: Path
) -> None:
    write_tables(tables, tmp_path)
    plain = pd.read_csv(tmp_path / "quotes.csv", parse_dates=["published_at"])
    for column in TABLES["quotes"]:
        if column.kind is Kind.WHOLE:
            assert list(plain[column.name].astype("Int64")) == list(tables.quotes[column.name])
    assert list(plain["confidence"]) == list(tables.quotes["confidence"])
    given, read = tables.quotes["published_at"], plain["published_at"]
    assert (read.isna() == given.isna()).all()
    assert list(read.dropna()) == list(given.dropna())


def test_the_standard_library_reads_the_same_cells(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path)
    with (tmp_path / "articles.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows] == list(tables.articles["title"])
    assert [row["text"] for row in rows] == list(tables.articles["text"])


def test_csv_is_utf8_with_line_feeds_and_no_mark(tmp_path: Path) -> None:
    write_tables(_tables(["é"]), tmp_path)
    content = (tmp_path / "articles.csv").read_bytes()
    assert not content.startswith(BOM)
    assert b"\r" not in content
    assert content.decode("utf-8").endswith("\n")


def test_parquet_has_the_declared_schema(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path)
    for table in TABLES:
        found = pyarrow.parquet.read_schema(tmp_path / f"{table}.parquet")
        assert found.equals(arrow_schema(table))


DANGEROUS = ["=1+1", "+62 811", "-5", "@sum", "\tx", "\rx", '=cmd|"/c calc"!A1', "=a\n=b"]
HARMLESS = ["a=b", " =1", "'=1", "x", "", "5"]


def test_excel_cells_cannot_run_as_formulas(tmp_path: Path) -> None:
    found = [extraction(str(n), title=title) for n, title in enumerate(DANGEROUS + HARMLESS)]
    made = tabulate(found)
    write_tables(made, tmp_path, excel=True)
    content = (tmp_path / "articles.csv").read_bytes()
    assert content.startswith(BOM)
    read = read_table(tmp_path / "articles.csv")
    assert list(read["title"]) == [f"'{title}" for title in DANGEROUS] + HARMLESS
    assert list(read["text"]) == [TEXT] * len(found)
    parquet = read_table(tmp_path / "articles.parquet")
    assert list(parquet["title"]) == DANGEROUS + HARMLESS


def test_a_spreadsheet_takes_neutralised_cells_for_text(tmp_path: Path) -> None:
    write_tables(tabulate([extraction(title="=1+1")]), tmp_path, excel=True)
    rows = list(csv.reader(io.StringIO((tmp_path / "quotes.csv").read_text("utf-8-sig"))))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    cell = book.active.cell(2, names("quotes").index("title") + 1)
    assert (cell.value, cell.data_type) == ("'=1+1", "s")


def test_offsets_and_numbers_stay_as_they_are_with_excel(tmp_path: Path) -> None:
    made = tabulate([extraction()])
    write_tables(made, tmp_path, excel=True)
    pd.testing.assert_frame_equal(read_table(tmp_path / "quotes.csv"), made.quotes)


@pytest.mark.parametrize("form", FORMATS)
def test_one_format_leaves_no_file_of_the_other(tmp_path: Path, form: outputs.Format) -> None:
    write_tables(tabulate([extraction()]), tmp_path, [form])
    assert {path.name for path in tmp_path.iterdir()} == {f"{table}.{form}" for table in TABLES}


def test_many_pieces_make_the_file_that_one_makes(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "_GROUP_ROWS", 7)
    with TableWriter("quotes", tmp_path) as writer:
        for start in range(0, len(tables.quotes), 3):
            writer.write(tables.quotes[start : start + 3])
    for form in FORMATS:
        pd.testing.assert_frame_equal(read_table(tmp_path / f"quotes.{form}"), tables.quotes)
    groups = pyarrow.parquet.ParquetFile(tmp_path / "quotes.parquet").num_row_groups
    assert groups == -(-len(tables.quotes) // 9)


def test_a_broken_table_is_not_written(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    tables.quotes.loc[0, "confidence"] = 7.0
    with pytest.raises(PipelineError, match="breaks its contract"):
        write_tables(tables, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_reading_says_what_is_no_table(tables: Tables, tmp_path: Path) -> None:
    (tmp_path / "quotes.csv").write_text("a,b\n1,2\n")
    (tmp_path / "people.parquet").write_bytes(b"no parquet")
    for name in ("quotes.csv", "people.parquet", "articles.csv", "zitate.csv", "quotes.txt"):
        with pytest.raises(InputError, match=name) as told:
            read_table(tmp_path / name)
        assert told.value.hint


def test_text_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    write_text(path, "lama\n")
    write_text(path, "baru é\n")
    assert path.read_bytes() == "baru é\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_stage_that_fails_moves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    with (
        pytest.raises(ZeroDivisionError),
        staged(tmp_path, tmp_path / ".work" / "new") as stage,
    ):
        (stage / "a").write_text("new")
        raise ZeroDivisionError
    assert (tmp_path / "a").read_text() == "old"
    assert not (tmp_path / ".work" / "new").exists()


def test_a_stage_replaces_and_adds(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "kept").write_text("kept")
    with staged(tmp_path, tmp_path / "new") as stage:
        (stage / "a").write_text("new")
        (stage / "b").write_text("b")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a": "new",
        "b": "b",
        "kept": "kept",
    }


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EDQUOT, "is full"),
        (errno.EACCES, "cannot be written"),
        (errno.EROFS, "cannot be written"),
        (errno.ENOTDIR, "stands in its way"),
        (errno.EIO, "cannot be written"),
    ],
)
def test_what_the_system_says_becomes_one_line_and_a_hint(number: int, told: str) -> None:
    place = Path("keluar")
    with pytest.raises(OutputError, match=told) as error, clear_errors(place):
        raise OSError(number, os.strerror(number))
    assert "keluar" in error.value.message
    assert "\n" not in error.value.message
    assert error.value.hint


RECORD = {
    "versions": {"kutipan": "1.2.3", "stanza": "9.9"},
    "arguments": {
        "inputs": ["data/my articles"],
        "out": "hasil",
        "mapping": {"text": "isi", "id": "no"},
        "formats": ["csv", "parquet"],
        "limit": 5,
        "min_confidence": 0.25,
        "workers": 2,
        "excel": True,
        "timezone": "Asia/Jakarta",
        "models": None,
    },
    "counts": {
        "records": 1234,
        "articles": 1200,
        "duplicates": 3,
        "rejected": 34,
        "quotes": {"direct": 5000, "mixed": 6, "indirect": 700},
        "unresolved": 12,
        "speakers": 900,
        "people": 800,
        "rejects": {"read/broken_record": 34},
    },
    "files": {"quotes.csv": {"rows": 5706, "bytes": 999999}},
    "times": {"finished": "2024-11-02T03:15:30+00:00"},
}


def test_the_card_tells_what_how_and_how_to_handle() -> None:
    text = card(RECORD)
    assert "5,706 quotes (5,000 direct, 6 mixed, 700 indirect)" in text
    assert (
        "kutipan run 'data/my articles' --out hasil --map text=isi,id=no --limit 5 "
        "--min-confidence 0.25 --excel\n" in text
    )
    assert "| left out: read: broken record | 34 |" in text
    assert "| `quotes.csv` | 5,706 | 999,999 |" in text
    assert "private persons" in text
    assert "Apache-2.0" in text
    assert "$" not in text
    for table in TABLES:
        assert f"### {table}\n" in text
        assert all(f"| `{column}` |" in text for column in names(table))


def test_the_card_names_what_differs_from_what_the_command_does_by_itself() -> None:
    others = {"formats": ["csv"], "time_limit": 0, "timezone": "Asia/Makassar", "language": "id"}
    text = card(RECORD | {"arguments": RECORD["arguments"] | others})
    assert " --format csv --limit 5 " in text
    assert " --time-limit 0 --timezone Asia/Makassar --lang id --excel\n" in text


def test_the_card_speaks_of_apostrophes_only_where_there_are_any() -> None:
    plain = RECORD | {"arguments": RECORD["arguments"] | {"excel": False}}
    assert "apostrophe" in card(RECORD)
    assert "apostrophe" not in card(plain)
    assert "--excel" not in card(plain)


def test_the_card_names_the_tables_that_have_rows_to_datasets() -> None:
    written = {"rows": 7, "bytes": 99}
    files = {
        "quotes.parquet": written,
        "quotes.csv": written,
        "rejects.parquet": written | {"rows": 0},
    }
    text = card(RECORD | {"files": files})
    assert "---\nlanguage: id\n" in text
    assert "news]\nconfigs:\n- config_name: quotes\n  data_files: quotes.parquet\n---\n" in text
    assert 'load_dataset(".", "quotes"' in text
    assert "configs" not in card(RECORD)
    assert "load_dataset" not in card(RECORD)
