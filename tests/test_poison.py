"""Articles that make a stage raise, hang or die land in the rejects, and the rest goes on."""

import time
from pathlib import Path

import pandas as pd
import pytest
from poison import DIES, FREEZES, LOOPS, NETWORKS, RAISES, PoisonedExtractor
from test_batch import load, stories, tables_of, write_jsonl

from pipeline.batch import run

LIMIT = 3.0
# The stage and the reason that each must be left out for.
SOFT = {RAISES: ("resolve", "stage_failed"), LOOPS: ("resolve", "time_limit")}
SOFT |= {NETWORKS: ("annotate", "time_limit")}
HARD = {DIES: ("annotate", "process_died"), FREEZES: ("annotate", "time_limit")}


def poisoned(path: Path, poisons: list[str]) -> Path:
    """Write twelve articles; every second one is poisoned by another poison."""
    rows = stories(12)
    for place, poison in enumerate(poisons):
        rows[2 * place + 1]["text"] += f" {poison}"
    return write_jsonl(path, rows)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("workers", "kinds"),
    [
        pytest.param(1, SOFT, id="one-process"),
        pytest.param(2, SOFT, id="two-workers"),
        pytest.param(2, HARD, id="native"),
    ],
)
def test_poison_is_set_aside(
    tmp_path: Path, workers: int, kinds: dict[str, tuple[str, str]]
) -> None:
    path = poisoned(tmp_path / "a.jsonl", list(kinds))
    clean = run([write_jsonl(tmp_path / "b.jsonl", stories(12))], tmp_path / "clean", quiet=True)
    assert clean.counts.articles == 12
    summary = run(
        [path],
        tmp_path / "out",
        extractor=PoisonedExtractor(LIMIT),
        time_limit=LIMIT,
        shard_articles=4,
        workers=workers,
        quiet=True,
    )
    tables, whole = load(tmp_path / "out"), load(tmp_path / "clean")
    wanted = {f"a{2 * place + 1:02}": reason for place, reason in enumerate(kinds.values())}
    rows = tables.rejects.to_dict("records")
    assert {row["article_id"]: (row["stage"], row["reason"]) for row in rows} == wanted
    assert all(row["detail"] and row["source_row"] for row in rows)
    assert summary.counts.articles + summary.counts.rejected == summary.counts.records == 12
    rest = whole.quotes[~whole.quotes["article_id"].isin(list(wanted))].reset_index(drop=True)
    pd.testing.assert_frame_equal(tables.quotes, rest)


@pytest.mark.slow
def test_a_run_with_poison_is_the_same_by_one_and_by_two(tmp_path: Path) -> None:
    path = poisoned(tmp_path / "a.jsonl", [RAISES, LOOPS])
    for workers in (1, 2):
        run(
            [path],
            tmp_path / str(workers),
            extractor=PoisonedExtractor(LIMIT),
            time_limit=LIMIT,
            workers=workers,
            quiet=True,
        )
    assert tables_of(tmp_path / "1") == tables_of(tmp_path / "2")


def test_a_stage_that_hangs_costs_its_limit_and_no_more(tmp_path: Path) -> None:
    path = poisoned(tmp_path / "a.jsonl", [LOOPS])
    extractor = PoisonedExtractor(1.0)
    began = time.monotonic()
    counts = run([path], tmp_path / "out", extractor=extractor, time_limit=1.0, quiet=True).counts
    assert counts.rejects == {"resolve/time_limit": 1}
    assert time.monotonic() - began < 30
