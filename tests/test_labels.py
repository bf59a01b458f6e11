"""Indonesian labels of columns and fixed values: complete, told apart, and read back."""

from pathlib import Path

import pandas as pd
import pytest
from made import extraction

from pipeline.evaluation.found import read_rows
from pipeline.labels import labels, unlabelled
from pipeline.outputs.tables import read_table, write_tables
from pipeline.stages.tabulate import tabulate
from pipeline.tabulation.columns import TABLES, Kind
from pipeline.tabulation.schema import names

INDONESIAN = labels("id")


def test_every_column_and_choice_has_a_label_and_nothing_else_has() -> None:
    columns = {column.name: column for table in TABLES.values() for column in table}
    assert set(INDONESIAN.columns) == set(columns)
    choices = {name: column.choices for name, column in columns.items() if column.choices}
    assert {name: tuple(of) for name, of in INDONESIAN.values.items()} == {
        name: tuple(map(str, of)) for name, of in choices.items()
    }


def test_no_two_columns_of_a_table_or_values_of_a_column_share_a_label() -> None:
    for table in TABLES:
        told = [INDONESIAN.columns[name] for name in names(table)]
        assert len(set(told)) == len(told)
    for of in INDONESIAN.values.values():
        assert len(set(of.values())) == len(of)


def test_a_spreadsheet_takes_no_label_for_a_formula() -> None:
    told = [
        *INDONESIAN.columns.values(),
        *(v for o in INDONESIAN.values.values() for v in o.values()),
    ]
    assert not [label for label in told if label.startswith(("=", "+", "-", "@"))]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    write_tables(tabulate([extraction()]), tmp_path / "id", excel=True, language="id")
    write_tables(tabulate([extraction()]), tmp_path / "en")
    return tmp_path


def test_labels_stand_in_csv_alone(written: Path) -> None:
    head = (written / "id" / "quotes.csv").read_text("utf-8-sig").splitlines()
    assert head[0].startswith('"id_artikel","id_kutipan","id_narasumber","narasumber","jabatan"')
    assert '"langsung"' in head[1]
    parquet = pd.read_parquet(written / "id" / "quotes.parquet")
    assert list(parquet.columns) == names("quotes")
    assert parquet["quote_type"][0] == "direct"


@pytest.mark.parametrize("table", TABLES)
def test_a_table_with_labels_is_read_as_one_without(written: Path, table: str) -> None:
    pd.testing.assert_frame_equal(
        read_table(written / "id" / f"{table}.csv"), read_table(written / "en" / f"{table}.csv")
    )


def test_quotes_with_labels_can_be_evaluated_and_compared(written: Path) -> None:
    labelled = read_rows(written / "id" / "quotes.csv")
    assert labelled == read_rows(written / "en" / "quotes.csv")
    assert any(labelled.values())


def test_a_table_of_other_names_is_left_alone() -> None:
    frame = pd.DataFrame({"kutipan": ["x"], "quote_type": ["langsung"]})
    assert unlabelled(frame) is frame


def test_what_no_label_stands_for_stays_as_it_is() -> None:
    frame = pd.DataFrame({"id_artikel": ["a"], "jenis_kutipan": ["langsung"], "catatan": ["x"]})
    read = unlabelled(frame)
    assert read.to_dict("records") == [{"article_id": "a", "quote_type": "direct", "catatan": "x"}]


def test_choices_are_the_columns_of_that_kind() -> None:
    kinds = {c.name for table in TABLES.values() for c in table if c.kind is Kind.CHOICE}
    assert kinds == set(INDONESIAN.values)
