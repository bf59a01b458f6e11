"""The tables' contract: columns as promised, and every broken promise noticed."""

import subprocess
import sys
from typing import Any

import pandas as pd
import pytest
from made import extraction

from pipeline.errors import PipelineError
from pipeline.records import JoinedBy, QuoteType, Reason, Resolution, SpeakerKind, Stage
from pipeline.stages.tabulate import Tables, tabulate
from pipeline.tabulation.columns import DTYPES, SPANS, TABLES, Kind
from pipeline.tabulation.contract import validate
from pipeline.tabulation.schema import (
    arrow_schema,
    check_offsets,
    dictionary,
    dtypes,
    empty,
    names,
    typed,
)

# As the output contract promises them; a change here breaks everybody's notebooks.
PROMISED = {
    "quotes": "article_id quote_id speaker_id speaker role quote quote_type speaker_kind "
    "honorific mention cue resolution rule confidence quote_start quote_end mention_start "
    "mention_end cue_start cue_end context outlet published_at title url",
    "speakers": "article_id speaker_id person_id speaker speaker_kind role honorific aliases "
    "quotes words",
    "people": "person_id name roles aliases articles quotes words first_seen last_seen joined_by",
    "articles": "article_id text title outlet published_at url source_file source_row repairs "
    "duplicate_of direct mixed indirect quotes speakers words",
    "rejects": "article_id source_file source_row stage reason detail start end",
}


@pytest.fixture
def tables() -> Tables:
    return tabulate([extraction()])


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_the_promised_ones(table: str) -> None:
    assert names(table) == PROMISED[table].split()


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described(table: str) -> None:
    for column in TABLES[table]:
        assert column.meaning, column.name
        assert len({c.name for c in TABLES[table]}) == len(TABLES[table])


@pytest.mark.parametrize("table", TABLES)
def test_a_table_without_rows_keeps_the_contract(table: str) -> None:
    frame = validate(table, empty(table))
    assert list(frame) == names(table)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == dtypes(table)


@pytest.mark.parametrize("table", TABLES)
def test_arrow_gives_the_pandas_types_back(table: str) -> None:
    frame = arrow_schema(table).empty_table().to_pandas()
    pd.testing.assert_frame_equal(frame, empty(table))


def test_choices_are_those_of_the_records() -> None:
    choices = {
        (table, column.name): column.choices
        for table, columns in TABLES.items()
        for column in columns
        if column.kind is Kind.CHOICE
    }
    assert choices == {
        ("quotes", "quote_type"): tuple(QuoteType),
        ("quotes", "speaker_kind"): tuple(SpeakerKind),
        ("quotes", "resolution"): tuple(Resolution),
        ("speakers", "speaker_kind"): tuple(SpeakerKind),
        ("people", "joined_by"): tuple(JoinedBy),
        ("rejects", "stage"): tuple(Stage),
        ("rejects", "reason"): tuple(Reason),
    }


def test_made_tables_are_valid(tables: Tables) -> None:
    for table in TABLES:
        assert len(validate(table, getattr(tables, table))) > 0 or table == "rejects"


@pytest.mark.parametrize(
    ("table", "column", "value", "told"),
    [
        ("quotes", "quote_type", "shouted", "quote_type"),
        ("quotes", "resolution", "guessed", "resolution"),
        ("quotes", "speaker_kind", "robot", "speaker_kind"),
        ("quotes", "confidence", 1.5, "confidence"),
        ("quotes", "confidence", -0.1, "confidence"),
        ("quotes", "confidence", 0.12345, "three_decimals"),
        ("quotes", "confidence", None, "confidence"),
        ("quotes", "quote_end", 3, "quote_start < quote_end"),
        ("quotes", "quote_start", None, "quote_start"),
        ("quotes", "quote_start", -1, "quote_start"),
        ("quotes", "mention_start", None, "mention, mention_start, mention_end together"),
        ("quotes", "mention", None, "mention, mention_start, mention_end together"),
        ("quotes", "cue_end", None, "cue, cue_start, cue_end together"),
        ("quotes", "cue_end", 1, "cue_start < cue_end"),
        ("quotes", "speaker", None, "speaker_id, speaker, speaker_kind together"),
        ("quotes", "role", "", "role"),
        ("quotes", "title", None, "title"),
        ("quotes", "context", "x" * 401, "context"),
        ("quotes", "quote", None, "quote"),
        ("articles", "article_id", None, "article_id"),
        ("articles", "article_id", "", "article_id"),
        ("articles", "direct", -1, "direct"),
        ("speakers", "person_id", None, "person_id"),
        ("people", "name", None, "name"),
    ],
)
def test_a_broken_promise_is_noticed(
    tables: Tables, table: str, column: str, value: Any, told: str
) -> None:
    frame = getattr(tables, table).copy()
    frame.loc[0, column] = value
    with pytest.raises(PipelineError, match=f"table {table} breaks its contract") as broken:
        validate(table, frame)
    assert told in broken.value.message
    assert "report" in broken.value.hint


@pytest.mark.parametrize(("table", "key"), [("quotes", "quote_id"), ("articles", "article_id")])
def test_a_key_that_comes_twice_is_noticed(tables: Tables, table: str, key: str) -> None:
    frame = getattr(tables, table)
    with pytest.raises(PipelineError, match=key):
        validate(table, pd.concat([frame, frame.head(1)], ignore_index=True))


def test_order_names_and_types_of_columns_are_checked(tables: Tables) -> None:
    quotes = tables.quotes
    for broken in (
        quotes[quotes.columns[::-1]],
        quotes.drop(columns="rule"),
        quotes.assign(extra=1),
        quotes.astype({"quote_start": "float64"}),
        quotes.assign(published_at="2024"),
    ):
        with pytest.raises(PipelineError):
            validate("quotes", broken)


def test_rejects_know_half_a_span_as_broken() -> None:
    row = {"stage": "read", "reason": "empty", "detail": "", "start": 3, "end": None}
    row |= dict.fromkeys(("article_id", "source_file", "source_row"))
    with pytest.raises(PipelineError, match="start, end together"):
        validate("rejects", typed("rejects", [row]))


def test_offsets_of_made_tables_are_right(tables: Tables) -> None:
    assert check_offsets(tables).empty


@pytest.mark.parametrize("field", [field for field, _, _ in SPANS["quotes"]])
def test_an_offset_that_is_one_off_is_found(tables: Tables, field: str) -> None:
    tables.quotes.loc[1, f"{field}_start"] -= 1
    faults = check_offsets(tables)
    assert list(faults["field"]) == [field]
    assert list(faults["quote_id"]) == [tables.quotes.loc[1, "quote_id"]]
    assert faults.loc[0, "found"][1:] == faults.loc[0, "said"]


def test_a_quote_of_an_unknown_article_is_found(tables: Tables) -> None:
    tables.quotes.loc[0, "article_id"] = "elsewhere"
    assert set(check_offsets(tables)["field"]) == {"quote", "mention", "cue"}


def test_half_a_surrogate_pair_is_replaced_by_one_character() -> None:
    made = tabulate([extraction(text="\ud83d Halo 🙂", quotes=(), title="\udc00")])
    assert made.articles.loc[0, "text"] == "\N{REPLACEMENT CHARACTER} Halo 🙂"
    assert made.articles.loc[0, "title"] == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("table", TABLES)
def test_dictionary_tells_of_every_column(table: str) -> None:
    lines = dictionary(table).splitlines()
    assert lines[0] == "| column | type | meaning | example |"
    told = [line.split("|")[1].strip(" `") for line in lines[2:]]
    assert told == names(table)
    for line, column in zip(lines[2:], TABLES[table], strict=True):
        assert ("may be empty" in line) is column.nullable
        assert all(f"`{choice}`" in line for choice in column.choices)


def test_examples_have_the_type_of_their_column() -> None:
    for columns in TABLES.values():
        for column in columns:
            if column.example:
                pd.Series([column.example]).astype(DTYPES[column.kind])
            if column.choices:
                assert column.example in column.choices


def test_the_checks_leave_no_trace_in_the_callers_process() -> None:
    # What pandera sets for Spark makes pyarrow take 07:45+07:00 for 07:45 UTC.
    program = """
import os
before = dict(os.environ)
import pipeline.tabulation.contract
assert dict(os.environ) == before
from datetime import datetime
import pyarrow
time = datetime.fromisoformat("2025-04-14T07:45:00+07:00")
print(pyarrow.array([time], pyarrow.timestamp("us", tz="UTC"))[0])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout == "2025-04-14 00:45:00+00:00\n", done.stderr
