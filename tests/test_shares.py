"""Who speaks how much: quotes with their people, reprints apart, and how concentrated it is."""

import json
from pathlib import Path

import pandas as pd
import pytest
from command import Here
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis.shares import by_speaker, gini, herfindahl, spoken, top_share
from pipeline.errors import InputError
from pipeline.outputs.tables import read_run

COUNTS = st.lists(st.integers(1, 1000), min_size=1, max_size=40)
PARAGRAPHS = (
    "Harga telur ayam di Pasar Gembira, Kota Mandalawangi, naik menjadi Rp 31.000 per kilogram "
    "pada awal pekan ini, kenaikan kedua dalam sebulan terakhir.",
    '"Pasokan dari peternak tidak berkurang. Yang naik ongkosnya," kata Kapolres Mandalawangi AKBP '
    "Bagus Hartanto di Mandalawangi, Senin (3/3/2025).",
    "Bagus mengatakan, kenaikan itu dipicu mahalnya pakan sejak Januari, dan ia meminta pedagang "
    "agar tidak menimbun telur menjelang hari raya.",
    "Pemerintah kota menggelar pasar murah di tiga kecamatan mulai Kamis, lalu di lima kelurahan "
    "lain pada pekan berikutnya, sampai harga kembali seperti semula.",
)


@pytest.fixture(scope="module")
def records() -> str:
    """A report, the same in another paper, again with a sentence less, and one of somebody else."""
    report = "\n".join(PARAGRAPHS)
    shorter = "\n".join(PARAGRAPHS[:-1]) + "\nPasar murah menyusul."
    other = '"Kami siap," kata Menteri Perhubungan Andi Saputra. Ia menambahkan bahwa kapal cukup.'
    rows = [
        {"id": "1", "text": report, "outlet": "A", "date": "2025-02-28T23:30:00+00:00"},
        {"id": "2", "text": report, "outlet": "B", "date": "2025-03-01T08:00:00+07:00"},
        {"id": "3", "text": shorter, "outlet": "C", "date": "2025-03-02T08:00:00+07:00"},
        {"id": "4", "text": other, "outlet": "A"},
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def quotes(records: str, tmp_path: Path, here: Here) -> pd.DataFrame:
    """What `spoken` says of a run on them."""
    (tmp_path / "a.jsonl").write_text(records, encoding="utf-8")
    done = here("run", "a.jsonl", "--out", "run", "--format", "csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return spoken(tmp_path / "run")


def test_a_quote_knows_who_speaks_and_how_often_it_was_printed(quotes: pd.DataFrame) -> None:
    first = quotes[quotes["article_id"] == "1"]
    assert set(first["person"]) == {"Bagus Hartanto"}
    assert set(first["role_class"]) == {"security"}
    assert set(first["institution"]) == {"Polres Mandalawangi"}
    assert set(first["month"]) == {"2025-03"}  # the first of March in Jakarta
    assert set(first["printed"]) == {2}
    assert first["words"].tolist()[0] == 8
    assert "2" not in set(quotes["article_id"])  # its quotes were extracted once
    assert quotes.groupby("article_id")["reprint"].all().to_dict() == {
        "1": False,
        "3": True,
        "4": False,
    }
    assert quotes.loc[quotes["article_id"] == "4", "month"].isna().all()


def test_counts_with_duplicates_and_without(quotes: pd.DataFrame) -> None:
    own = (quotes["article_id"] == "1").sum()
    again = (quotes["article_id"] == "3").sum()
    assert own >= 2 <= again
    rows = by_speaker(quotes).set_index("person")
    assert rows.loc["Bagus Hartanto", "quotes"] == own
    assert rows.loc["Bagus Hartanto", "with_duplicates"] == 2 * own + again
    assert rows.loc["Andi Saputra", "quotes"] == rows.loc["Andi Saputra", "with_duplicates"] == 2
    outlets = by_speaker(quotes, "outlet").set_index("outlet")
    assert outlets["quotes"].to_dict() == {"A": own + 2, "C": 0}


def test_two_people_of_one_name_stay_two() -> None:
    rows = pd.DataFrame(
        {
            "person_id": ["p1", "p2", "p2", None],
            "person": ["Budi", "Budi", "Budi", None],
            "quote_id": ["a", "b", "c", "d"],
            "words": 1,
            "printed": 1,
            "reprint": False,
        }
    )
    counted = by_speaker(rows)
    assert counted["person"].tolist() == ["Budi", "Budi (2)"]
    assert counted["quotes"].tolist() == [2, 1]


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds neither quotes") as error:
        read_run(tmp_path, "quotes")
    assert "kutipan run --out" in error.value.hint


@pytest.mark.parametrize(
    ("counts", "top_two", "coefficient", "index"),
    [
        ([5], 1, 0, 1),
        ([1, 1, 1, 1], 0.5, 0, 0.25),
        ([1, 3], 1, 0.25, 0.625),
        ([0, 0, 0, 8], 1, 0.75, 1),
        ([], 0, 0, 0),
    ],
)
def test_concentration(counts: list[int], top_two: float, coefficient: float, index: float) -> None:
    assert top_share(counts, 2) == pytest.approx(top_two)
    assert gini(counts) == pytest.approx(coefficient)
    assert herfindahl(counts) == pytest.approx(index)


@given(COUNTS)
def test_concentration_does_not_depend_on_order_or_size(counts: list[int]) -> None:
    for measure in (gini, herfindahl, top_share):
        value = measure(counts)
        assert measure(counts[::-1]) == pytest.approx(value)
        assert measure([3 * count for count in counts]) == pytest.approx(value)
    assert 1 / len(counts) - 1e-9 <= herfindahl(counts) <= 1
    assert -1e-9 <= gini(counts) < 1
