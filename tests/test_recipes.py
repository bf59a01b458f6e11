"""The recipes of the README: each runs, as it is written there, on what such a scraper recorded."""

import os
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
import regex
from command import Here
from trafilatura.cli import parse_args

from pipeline.outputs.tables import read_table

RECORDED = Path(__file__).parent / "recorded"
SECTION = regex.search(
    r"\n## From a scraper to a table\n(.*?)\n## ",
    (RECORDED.parents[1] / "README.md").read_text(encoding="utf-8"),
    regex.DOTALL,
)[1]
SHELL = regex.findall(r"```sh\n(.*?)```", SECTION, regex.DOTALL)
PYTHON = regex.findall(r"```python\n(.*?)```", SECTION, regex.DOTALL)

# What lies in `tests/recorded`, by what the recipe reads: articles, outlets, times, who speaks.
TELUR, JEMBATAN = {"Suryati", "Bagus Hartanto"}, {"Ngatini"}
KLINIK, FUTSAL = {"Intan Palupi", "Yohanes Lado"}, {"Ratna Wulan", "Salsa Meilani"}
EXPECTED = {
    "berita.csv": (
        3,
        {"suaralembah", "hariantelaga"},
        {"2025-03-03T03:15:00Z", None},
        TELUR | JEMBATAN,
    ),
    "artikel": (
        2,
        {"example.com", "example.org"},
        {"2025-03-07T17:00:00Z", "2025-03-08T17:00:00Z"},
        KLINIK | FUTSAL,
    ),
    "halaman": (
        2,
        {"example.com", "example.org"},
        {"2025-03-08T01:05:00Z", "2025-03-09T14:30:00Z"},
        KLINIK | FUTSAL,
    ),
    "redaksi.xlsx": (
        4,
        {"Suara Lembah", "Harian Telaga"},
        {"2025-03-03T03:15:00Z", "2025-03-05T09:40:00Z", "2025-03-07T17:00:00Z", None},
        TELUR | JEMBATAN | KLINIK | FUTSAL,
    ),
    "id/id_part_00000.parquet": (
        2,
        {"example.org"},
        {"2025-04-05T04:02:09Z", "2025-05-12T16:47:51Z"},
        JEMBATAN | FUTSAL,
    ),
}


def named(recipe: str) -> str:
    """Return what a recipe reads."""
    return shlex.split(recipe.splitlines()[-1])[2]


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A folder in which the scrapers have done their work."""
    return shutil.copytree(RECORDED, tmp_path / "there")


def test_every_recording_has_its_recipe() -> None:
    assert {named(recipe) for recipe in SHELL} == set(EXPECTED)
    assert len(PYTHON) == 4


@pytest.mark.parametrize("recipe", SHELL, ids=named)
def test_a_recipe_makes_the_table(recipe: str, there: Path, here: Here) -> None:
    """Two lines at most; the second is run as it stands, the first has left its files."""
    *fetch, read = recipe.splitlines()
    assert len(fetch) <= 1
    command, *arguments = shlex.split(read)
    assert command == "kutipan"
    made(here(*arguments, cwd=there), there / "run", EXPECTED[named(recipe)])


def test_the_records_of_news_watch_give_the_same_as_its_table(there: Path, here: Here) -> None:
    made(
        here("run", "berita.jsonl", "--out", "run", cwd=there),
        there / "run",
        EXPECTED["berita.csv"],
    )


def made(
    done: subprocess.CompletedProcess[str], run: Path, expected: tuple[int, set, set, set]
) -> None:
    """Check what a recipe made."""
    assert done.returncode == 0, done.stderr
    articles, quotes = read_table(run / "articles.csv"), read_table(run / "quotes.csv")
    times = articles["published_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype(object)
    number, outlets, moments, speakers = expected
    assert len(articles) == number
    assert set(articles["outlet"]) == outlets
    assert set(times.where(times.notna(), None)) == moments
    assert speakers <= set(quotes["speaker"])


def test_what_the_recipe_tells_trafilatura_is_what_it_knows(there: Path) -> None:
    line = next(recipe for recipe in SHELL if recipe.startswith("trafilatura")).splitlines()[0]
    asked = parse_args(shlex.split(line)[1:])
    assert (asked.output_dir, asked.output_format) == ("artikel", "json")


def test_every_way_to_read_the_table_says_the_same(
    there: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here("run", "redaksi.xlsx", "--out", "run", cwd=there).returncode == 0
    monkeypatch.chdir(there)
    found = []
    for snippet in PYTHON[:3]:
        names: dict[str, object] = {}
        exec(compile(snippet, "README.md", "exec"), names)
        top = names["top"]
        if isinstance(top, pd.Series):
            found.append(Counter(top.to_dict()))
        else:
            rows = top.collect().rows() if hasattr(top, "collect") else top.fetchall()
            found.append(Counter(dict(rows)))
    quotes = read_table(there / "run" / "quotes.csv")
    assert found == [Counter(quotes["speaker"].dropna())] * 3


@pytest.mark.slow
def test_datasets_loads_a_run(there: Path, here: Here, interop: Path) -> None:
    """Every table that has rows, under its name, and without a network."""
    assert here("run", "redaksi.xlsx", "--out", "run", cwd=there).returncode == 0
    script = PYTHON[3] + (
        "for table in ('speakers', 'people', 'articles', 'rejects'):\n"
        "    assert load_dataset('run', table, split='train').num_rows\n"
        "print(quotes.num_rows, quotes[0]['speaker'], quotes[0]['published_at'].isoformat())\n"
    )
    done = subprocess.run(
        [interop, "-c", script],
        cwd=there,
        env=os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(there / "cache"), "PYTHONPATH": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    quotes = pd.read_parquet(there / "run" / "quotes.parquet")
    first = quotes.iloc[0]
    assert done.stdout.split("\n")[-2] == (
        f"{len(quotes)} {first['speaker']} {first['published_at'].isoformat()}"
    )


def test_the_recordings_are_up_to_date(tmp_path: Path) -> None:
    """Making them anew gives the files that are there; a table's packing may differ."""
    again = shutil.copytree(RECORDED, tmp_path / "again")
    subprocess.run([sys.executable, again / "make.py"], check=True)
    for kept in RECORDED.rglob("*.*"):
        made_anew = again / kept.relative_to(RECORDED)
        if kept.suffix == ".parquet":
            pd.testing.assert_frame_equal(pd.read_parquet(made_anew), pd.read_parquet(kept))
        elif kept.suffix == ".xlsx":
            pd.testing.assert_frame_equal(pd.read_excel(made_anew), pd.read_excel(kept))
        elif "__pycache__" not in kept.parts:
            assert made_anew.read_bytes() == kept.read_bytes(), f"{kept} is old: run make.py"
