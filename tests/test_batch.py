"""The batch job: nothing lost, nothing done twice, nothing overwritten, whatever ends it."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from marks_extractor import MarksExtractor

from pipeline.batch import RunSummary, run
from pipeline.batch.fingerprint import code_hash, content_of, weights, word_lists
from pipeline.batch.shards import Corpus
from pipeline.errors import InputError, ModelError, OutputError, PipelineError, UsageError
from pipeline.outputs.tables import read_table
from pipeline.records import Article, Reason, Reject, Stage
from pipeline.stages.tabulate import Tables
from pipeline.tabulation.columns import TABLES
from pipeline.tabulation.contract import validate
from pipeline.tabulation.schema import check_offsets

TESTS = Path(__file__).parent
NAMES = ["Budi Santoso", "Rina", "Joko Widodo"]
PEOPLE_FILES = {f"{table}.{form}" for table in TABLES for form in ("csv", "parquet")}
ALL_FILES = PEOPLE_FILES | {"README.md", "run.json"}


def story(number: int) -> str:
    """Return the text of one made article with one quote."""
    return (
        f"Jakarta - Pemerintah akan membangun jembatan nomor {number} di Bandung pada tahun "
        f"depan.\n\n“Kami siap bekerja nomor {number},” kata {NAMES[number % 3]} kepada wartawan "
        "di Jakarta, Senin (2/1/2024)."
    )


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def stories(count: int) -> list[dict[str, Any]]:
    return [{"id": f"a{n:02}", "text": story(n)} for n in range(count)]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Twelve articles (a05 has the text of a02, a06 none, a08 and a10 one that fails) and noise."""
    rows = stories(12)
    rows[5]["text"] = rows[2]["text"]
    rows[6]["text"] = ""
    rows[8]["text"] += " GAGAL"
    rows[10]["text"] = rows[8]["text"]
    path = write_jsonl(tmp_path / "berita.jsonl", rows)
    with path.open("a") as file:
        file.write("{broken\n")
    return path


def small(inputs: Path, out: Path, **others: Any) -> RunSummary:
    """Run with the small extractor, three records a shard."""
    given: dict[str, Any] = {"extractor": MarksExtractor(), "shard_articles": 3, "quiet": True}
    return run([inputs], out, **(given | others))


def load(out: Path) -> Tables:
    return Tables(**{table: read_table(out / f"{table}.parquet") for table in TABLES})


def content(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def tables_of(out: Path) -> dict[str, bytes]:
    return {name: data for name, data in content(out).items() if name in PEOPLE_FILES}


# --- what a run leaves ---


def test_a_run_leaves_its_tables_and_nothing_else(corpus: Path, tmp_path: Path) -> None:
    summary = small(corpus, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == ALL_FILES
    assert {path.name for path in summary.files} == PEOPLE_FILES
    assert summary.shards == 5
    assert not summary.already_complete
    assert not summary.nothing_read


def test_nothing_is_lost(corpus: Path, tmp_path: Path) -> None:
    counts = small(corpus, tmp_path / "out").counts
    tables = load(tmp_path / "out")
    assert (counts.records, counts.articles, counts.rejected) == (13, 9, 4)
    assert counts.records == counts.articles + counts.rejected
    assert counts.rejects == {
        "read/empty": 1,
        "annotate/stage_failed": 1,
        "tabulate/stage_failed": 1,
        "read/broken_record": 1,
    }
    assert counts.rows() == {table: len(getattr(tables, table)) for table in TABLES}
    seen = set(tables.articles["article_id"]) | set(tables.rejects["article_id"].dropna())
    assert {f"a{n:02}" for n in range(12)} - seen <= {"a06"}
    assert list(tables.rejects["source_row"]) == [7, 9, 11, 13]


def test_tables_keep_their_contract_and_offsets(corpus: Path, tmp_path: Path) -> None:
    small(corpus, tmp_path / "out")
    tables = load(tmp_path / "out")
    for table in TABLES:
        validate(table, getattr(tables, table))
        csv = read_table(tmp_path / "out" / f"{table}.csv")
        pd.testing.assert_frame_equal(csv, getattr(tables, table))
    assert check_offsets(tables).empty
    assert set(tables.speakers["person_id"]) == set(tables.people["person_id"])
    assert set(tables.quotes["speaker_id"]) == set(tables.speakers["speaker_id"])


def test_a_duplicate_is_named_and_not_extracted_again(corpus: Path, tmp_path: Path) -> None:
    summary = small(corpus, tmp_path / "out")
    tables = load(tmp_path / "out")
    articles = tables.articles.set_index("article_id")
    assert articles.loc["a05", "duplicate_of"] == "a02"
    assert articles.loc["a05", "text"] == articles.loc["a02", "text"]
    assert articles.loc["a05", "quotes"] == 0
    assert articles.loc["a02", "quotes"] == 1
    assert articles["duplicate_of"].notna().sum() == summary.counts.duplicates == 1
    assert "a05" not in set(tables.quotes["article_id"])


def test_a_duplicate_of_an_article_that_failed_fails_with_it(corpus: Path, tmp_path: Path) -> None:
    small(corpus, tmp_path / "out")
    tables = load(tmp_path / "out")
    assert set(tables.articles["duplicate_of"].dropna()) <= set(tables.articles["article_id"])
    row = tables.rejects.set_index("article_id").loc["a10"]
    assert row["reason"] == "stage_failed"
    assert "a08" in row["detail"]


def test_repaired_texts_that_are_equal_are_duplicates(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": story(1)},
        {"id": "b", "text": story(1).replace("nomor", "nomor&#32;")},
    ]
    rows[1]["text"] = story(1).replace("“", "&ldquo;")
    small(write_jsonl(tmp_path / "a.jsonl", rows), tmp_path / "out")
    articles = load(tmp_path / "out").articles
    assert articles["text"].nunique() == 1
    assert articles.loc[1, "duplicate_of"] == "a"


def test_twins_that_are_no_articles_are_rejected_each_for_itself(tmp_path: Path) -> None:
    english = "The government said on Monday that it would build the bridge next year. " * 9
    rows = [{"id": name, "text": english} for name in ("a", "b")]
    counts = small(write_jsonl(tmp_path / "a.jsonl", rows), tmp_path / "out").counts
    assert counts.rejects == {"clean/other_language": 2}
    assert counts.duplicates == 0


def test_run_json_says_what_was_done(corpus: Path, tmp_path: Path) -> None:
    summary = small(corpus, tmp_path / "out", limit=9, min_confidence=0.2)
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["arguments"]["inputs"] == [str(corpus)]
    assert record["arguments"]["limit"] == 9
    assert record["settings"]["weights"] == weights(None)
    assert record["settings"]["word_lists"] == word_lists()
    assert record["settings"]["code"] == code_hash()
    assert {"kutipan", "python", "stanza", "torch", "pandas"} <= set(record["versions"])
    assert record["counts"]["articles"] == summary.counts.articles
    assert record["files"]["quotes.csv"]["rows"] == sum(summary.counts.quotes.values())
    for name, about in record["files"].items():
        assert about["bytes"] == (tmp_path / "out" / name).stat().st_size
    assert record["times"]["seconds"]["total"] >= record["times"]["seconds"]["extract"] > 0
    assert record["peak_memory_mb"] > 10


def test_unsure_quotes_go_to_the_rejects(corpus: Path, tmp_path: Path) -> None:
    counts = small(corpus, tmp_path / "out", min_confidence=0.5).counts
    tables = load(tmp_path / "out")
    low = tables.rejects[tables.rejects["reason"] == "low_confidence"]
    assert len(low) == counts.rejects["tabulate/low_confidence"] == 3
    assert (tables.quotes["confidence"] >= 0.5).all()
    assert "Rina" not in set(tables.speakers["speaker"])
    texts = tables.articles.set_index("article_id")["text"]
    for row in low.to_dict("records"):
        assert texts[row["article_id"]][row["start"] : row["end"]].startswith("Kami siap")
    assert counts.records == counts.articles + counts.rejected


def test_formats_and_excel(corpus: Path, tmp_path: Path) -> None:
    small(corpus, tmp_path / "out", formats=["csv"], excel=True)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{table}.csv" for table in TABLES} | {"README.md", "run.json"}
    assert (tmp_path / "out" / "quotes.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_labels_of_columns_and_what_the_card_says_of_them(corpus: Path, tmp_path: Path) -> None:
    small(corpus, tmp_path / "out", formats=["csv"], language="id")
    small(corpus, tmp_path / "english", formats=["csv"])
    cells = (tmp_path / "out" / "speakers.csv").read_text("utf-8").splitlines()
    assert cells[0].startswith('"id_artikel","id_narasumber","id_tokoh","narasumber"')
    assert len(cells) == len((tmp_path / "english" / "speakers.csv").read_text().splitlines())
    told = (tmp_path / "out" / "README.md").read_text()
    assert "| `id_narasumber` | `speaker_id` |" in told
    assert "--lang id" in told
    assert "in CSV" not in (tmp_path / "english" / "README.md").read_text()


def test_the_card_is_of_this_run(corpus: Path, tmp_path: Path) -> None:
    small(corpus, tmp_path / "out")
    text = (tmp_path / "out" / "README.md").read_text()
    assert "| read | 13 |" in text
    assert f"kutipan run {corpus}" in text


def test_where_nothing_can_be_read_the_tables_say_why(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_text("")
    (tmp_path / "in" / "b.jsonl").write_text("{broken\n")
    summary = small(tmp_path / "in", tmp_path / "out")
    assert summary.nothing_read
    assert summary.counts.records == summary.counts.rejected == 2
    assert len(read_table(tmp_path / "out" / "rejects.csv")) == 2
    for table in TABLES:
        validate(table, read_table(tmp_path / "out" / f"{table}.parquet"))
    assert small(tmp_path / "in", tmp_path / "out").already_complete


def test_a_run_that_read_nothing_gives_way_to_another(tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text("{broken\n")
    assert small(tmp_path / "broken.jsonl", tmp_path / "out").nothing_read
    corpus = write_jsonl(tmp_path / "berita.jsonl", [{"id": "a", "text": story(1)}])
    summary = small(corpus, tmp_path / "out")
    assert summary.counts.articles == summary.counts.records == 1
    assert read_table(tmp_path / "out" / "rejects.csv").empty


# --- shards ---


def _cut(items: list[Article | Reject], settings: str = "s", **sizes: int) -> list[Any]:
    return list(Corpus(items, settings, **sizes))


def test_shards_hold_everything_once_in_order() -> None:
    reject = Reject(Stage.READ, Reason.EMPTY, "empty")
    items = [*(Article(str(n), story(n)) for n in range(7)), reject]
    shards = _cut(items, articles=3)
    assert [len(shard.articles) for shard in shards] == [3, 3, 1]
    assert [a.article_id for shard in shards for a in shard.articles] == list("0123456")
    assert shards[2].rejects == (reject,)
    assert sum(shard.records for shard in shards) == 8


def test_a_shard_ends_when_it_holds_much_text() -> None:
    items = [Article(str(n), story(n)) for n in range(4)]
    items[1] = Article("1", story(1) * 50)
    assert [len(s.articles) for s in _cut(items, characters=5000)] == [2, 2]


@pytest.mark.parametrize(
    "other",
    [
        Article("x", story(1)),
        Article("1", story(2)),
        Article("1", story(1), title="t"),
        Article("1", story(1), url="u"),
        Article("1", story(1), source_row=2),
        Reject(Stage.READ, Reason.EMPTY, "1"),
    ],
)
def test_a_key_depends_on_all_that_the_tables_depend_on(other: Article | Reject) -> None:
    article = Article("1", story(1))
    (shard,) = _cut([article])
    assert _cut([Article("1", story(1))])[0].key == shard.key
    assert _cut([other])[0].key != shard.key
    assert _cut([article], "t")[0].key != shard.key
    assert content_of([other]) != content_of([article])


def test_a_key_depends_on_what_came_before_only_through_duplicates() -> None:
    items = [Article(str(n), story(n)) for n in range(4)]
    same = _cut(items, articles=2)[1]
    assert _cut([Article("9", story(9)), *items[1:]], articles=2)[1].key == same.key
    twice = _cut([Article("9", story(2)), *items[1:]], articles=2)[1]
    assert twice.duplicates == (("2", "9"),)
    assert twice.key != same.key


def test_every_word_list_and_learnt_table_counts() -> None:
    counted = {"lexicon/cues.toml", "lexicon/ordinary.txt", "models/roles.toml"}
    assert counted <= set(word_lists())


# --- broken off and resumed ---


def _interrupt(corpus: Path, out: Path, die_at: str = "a07") -> None:
    with pytest.raises(KeyboardInterrupt):
        small(corpus, out, extractor=MarksExtractor(die_at))


def test_a_run_broken_off_goes_on_and_ends_like_any_other(corpus: Path, tmp_path: Path) -> None:
    small(corpus, tmp_path / "whole")
    _interrupt(corpus, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".work"}
    finished = list((tmp_path / "out" / ".work" / "shards").iterdir())
    assert len(finished) == 2
    # It would end again if it extracted again what was finished.
    summary = small(corpus, tmp_path / "out", extractor=MarksExtractor("a01"))
    assert (summary.shards, summary.reused) == (5, 2)
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")
    assert {path.name for path in (tmp_path / "out").iterdir()} == ALL_FILES


def test_a_shard_half_written_does_not_count(corpus: Path, tmp_path: Path) -> None:
    _interrupt(corpus, tmp_path / "out")
    shards = tmp_path / "out" / ".work" / "shards"
    half = shards / "0123.new-1"
    half.mkdir()
    (half / "quotes.parquet").write_bytes(b"PAR1")
    assert small(corpus, tmp_path / "out").reused == 2


def test_an_unfinished_run_of_other_settings_is_not_overwritten(
    corpus: Path, tmp_path: Path
) -> None:
    _interrupt(corpus, tmp_path / "out")
    with pytest.raises(OutputError, match=r"different, unfinished run.*min confidence") as told:
        small(corpus, tmp_path / "out", min_confidence=0.5)
    assert "--out" in told.value.hint
    with pytest.raises(OutputError, match=r"different, unfinished run.*limit"):
        small(corpus, tmp_path / "out", limit=3)
    assert small(corpus, tmp_path / "out").reused == 2


def test_articles_that_changed_meanwhile_are_extracted_again(corpus: Path, tmp_path: Path) -> None:
    _interrupt(corpus, tmp_path / "out")
    corpus.write_text(corpus.read_text().replace("jembatan nomor 1 ", "jembatan baru "))
    assert small(corpus, tmp_path / "out").reused == 1
    assert "jembatan baru" in load(tmp_path / "out").articles.loc[1, "text"]


def test_a_run_that_finished_nothing_leaves_nothing(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        small(corpus, tmp_path / "deep" / "out", extractor=MarksExtractor("a00"))
    assert not (tmp_path / "deep").exists()
    (tmp_path / "there").mkdir()
    with pytest.raises(KeyboardInterrupt):
        small(corpus, tmp_path / "there", extractor=MarksExtractor("a00"))
    assert list((tmp_path / "there").iterdir()) == []


def test_a_damaged_shard_is_named_with_what_to_do(corpus: Path, tmp_path: Path) -> None:
    _interrupt(corpus, tmp_path / "out")
    shard = sorted((tmp_path / "out" / ".work" / "shards").iterdir())[0]
    (shard / "quotes.parquet").write_bytes(b"damaged")
    with pytest.raises(OutputError, match=shard.name) as told:
        small(corpus, tmp_path / "out")
    assert "remove that folder" in told.value.hint
    shutil.rmtree(shard)
    assert small(corpus, tmp_path / "out").reused == 4


# --- called again ---


def test_called_again_it_is_complete_and_changes_nothing(corpus: Path, tmp_path: Path) -> None:
    first = small(corpus, tmp_path / "out")
    before = content(tmp_path / "out")
    again = small(corpus, tmp_path / "out", extractor=MarksExtractor("a00"))
    assert again.already_complete
    assert again.counts == first.counts
    assert again.files == first.files
    assert content(tmp_path / "out") == before
    assert not (tmp_path / "out" / ".work").exists()


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({"min_confidence": 0.5}, "min confidence"),
        ({"excel": True}, "excel"),
        ({"language": "id"}, "language"),
        ({"time_limit": 9}, "time limit"),
        ({"formats": ["csv"]}, "formats"),
        ({"limit": 4}, "other articles"),
        ({"extractor": None}, "extractor"),
    ],
)
def test_another_run_into_the_folder_is_refused(
    corpus: Path, tmp_path: Path, others: dict[str, Any], told: str
) -> None:
    small(corpus, tmp_path / "out")
    before = content(tmp_path / "out")
    with pytest.raises(OutputError, match=told) as error:
        small(corpus, tmp_path / "out", **others)
    assert "different run" in error.value.message
    assert "--out" in error.value.hint
    assert content(tmp_path / "out") == before


def _list(folder: Path, text: str) -> Path:
    path = folder / "people.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_another_list_of_people_is_another_run(corpus: Path, tmp_path: Path) -> None:
    mine = _list(tmp_path, '"budi santoso" = ["pak budi"]\n')
    small(corpus, tmp_path / "out", people=mine)
    assert small(corpus, tmp_path / "out", people=mine).already_complete
    with pytest.raises(OutputError, match="different run: other list of people"):
        small(corpus, tmp_path / "out")
    _list(tmp_path, '"budi santoso" = ["bang budi"]\n')
    with pytest.raises(OutputError, match="different run: other list of people"):
        small(corpus, tmp_path / "out", people=mine)


def test_a_run_broken_off_does_not_go_on_with_another_list_of_people(
    corpus: Path, tmp_path: Path
) -> None:
    _interrupt(corpus, tmp_path / "out")
    with pytest.raises(OutputError, match="unfinished run: other list of people"):
        small(corpus, tmp_path / "out", people=_list(tmp_path, '"budi santoso" = []\n'))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_list_of_people_joins_them_in_every_table(
    corpus: Path, tmp_path: Path, workers: int
) -> None:
    people = _list(tmp_path, '"Budi Santoso" = ["Rina"]\n')
    tables = load(small(corpus, tmp_path / "out", people=people, workers=workers).out)
    assert set(tables.speakers["speaker"]) == set(NAMES)
    assert sorted(tables.people["name"]) == ["Budi Santoso", "Joko Widodo"]
    assert set(tables.people["joined_by"]) == {"list"}
    assert set(tables.speakers["person_id"]) == set(tables.people["person_id"])


def test_a_list_of_people_that_is_wrong_leaves_no_folder(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not TOML"):
        small(corpus, tmp_path / "out", people=_list(tmp_path, "budi ="))
    with pytest.raises(InputError, match="cannot read"):
        small(corpus, tmp_path / "out", people=tmp_path / "none.toml")
    assert not (tmp_path / "out").exists()


def test_other_articles_are_another_run(corpus: Path, tmp_path: Path) -> None:
    small(corpus, tmp_path / "out")
    corpus.write_text(corpus.read_text().replace("jembatan nomor 1 ", "jembatan baru "))
    before = content(tmp_path / "out")
    with pytest.raises(OutputError, match="have changed"):
        small(corpus, tmp_path / "out")
    assert content(tmp_path / "out") == before


def test_how_it_is_run_makes_no_other_run(corpus: Path, tmp_path: Path) -> None:
    small(corpus, tmp_path / "out")
    assert small(corpus, tmp_path / "out", shard_articles=5, workers=2).already_complete
    assert small(corpus, tmp_path / "out", limit=500).already_complete


def test_a_missing_table_is_told(corpus: Path, tmp_path: Path) -> None:
    small(corpus, tmp_path / "out")
    (tmp_path / "out" / "people.csv").unlink()
    with pytest.raises(OutputError, match=r"people\.csv is missing") as told:
        small(corpus, tmp_path / "out")
    assert "remove the folder" in told.value.hint


@pytest.mark.parametrize("name", ["quotes.csv", "README.md", "run.json"])
def test_files_of_somebody_else_are_not_overwritten(
    corpus: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine")
    with pytest.raises(OutputError, match=name):
        small(corpus, tmp_path / "out")
    assert content(tmp_path / "out") == {name: b"mine"}


def test_files_of_other_names_stay(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    small(corpus, tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


# --- workers ---


def test_two_workers_make_the_tables_that_one_makes(corpus: Path, tmp_path: Path) -> None:
    threads = os.environ.get("OMP_NUM_THREADS")
    small(corpus, tmp_path / "one")
    summary = small(corpus, tmp_path / "two", workers=2)
    assert tables_of(tmp_path / "one") == tables_of(tmp_path / "two")
    assert summary.shards == 5
    assert os.environ.get("OMP_NUM_THREADS") == threads


class Dying(MarksExtractor):
    """Takes its whole process with it, as the system does when memory is short."""

    def extract(self, articles: Any) -> Any:
        """Return results, or die at the article ``a07``."""
        if any(article.article_id == "a07" for article in articles):
            os._exit(9)
        return super().extract(articles)


@pytest.mark.slow
def test_an_article_that_kills_its_worker_is_set_aside(corpus: Path, tmp_path: Path) -> None:
    small(corpus, tmp_path / "whole")
    counts = small(corpus, tmp_path / "out", workers=2, extractor=Dying()).counts
    assert counts.rejects["annotate/process_died"] == 1
    assert counts.articles + counts.rejected == counts.records == 13
    rejects = load(tmp_path / "out").rejects.set_index("article_id")
    assert rejects.loc["a07", "source_row"] == 8
    rest = load(tmp_path / "whole").quotes.query("article_id != 'a07'").reset_index(drop=True)
    pd.testing.assert_frame_equal(load(tmp_path / "out").quotes, rest)


class Stillborn(MarksExtractor):
    """Dies wherever it arrives, as where there is no memory for the models."""

    def __setstate__(self, state: object) -> None:
        """Die."""
        os._exit(9)


@pytest.mark.slow
def test_workers_that_cannot_begin_end_the_run(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="dies while it loads") as told:
        small(corpus, tmp_path / "out", workers=2, extractor=Stillborn())
    assert "fewer --workers" in told.value.hint
    assert not (tmp_path / "out").exists()


# --- bad places and bad arguments ---


def test_a_missing_input_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        small(tmp_path / "nowhere", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_in_place_of_the_folder(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="not a folder") as told:
        small(corpus, tmp_path / "out")
    assert "another place" in told.value.hint
    with pytest.raises(OutputError, match="not a folder"):
        small(corpus, tmp_path / "out" / "below")


def test_a_folder_among_the_inputs(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_jsonl(tmp_path / "in" / "a.jsonl", stories(2))
    for out in (tmp_path / "in", tmp_path / "in" / "out", tmp_path / "in" / ".." / "in" / "out"):
        with pytest.raises(OutputError, match="inside the input folder"):
            small(tmp_path / "in", out)


def test_a_folder_that_cannot_be_made(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written") as told:
        small(corpus, tmp_path / ("x" * 300))
    assert told.value.hint


def _full_after(writes: int) -> Callable[..., Any]:
    """Return an ``fsync`` that reports a full disk after so many files."""
    real, left = os.fsync, [writes]

    def fsync(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    return fsync


@pytest.mark.parametrize("writes", [12, pytest.param(28, marks=pytest.mark.slow)])
def test_a_full_disk_keeps_what_is_finished(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    small(corpus, tmp_path / "whole")
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", _full_after(writes))
        with pytest.raises(OutputError, match="full") as told:
            small(corpus, tmp_path / "out")
    assert "free some space" in told.value.hint
    assert not (tmp_path / "out" / "run.json").exists()
    assert small(corpus, tmp_path / "out").reused == (writes - 1) // 5
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({"formats": ["xml"]}, "xml"),
        ({"formats": []}, "none"),
        ({"limit": 0}, "limit"),
        ({"workers": 0}, "workers"),
        ({"time_limit": -1}, "time limit"),
        ({"time_limit": float("nan")}, "time limit"),
        ({"min_confidence": 1.5}, "confidence"),
        ({"min_confidence": float("nan")}, "confidence"),
        ({"engine": "spark"}, "spark"),
        ({"address": "auto"}, "cluster"),
        ({"num_gpus": 1}, "cluster"),
    ],
)
def test_arguments_without_sense(
    corpus: Path, tmp_path: Path, others: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError, match=told) as error:
        small(corpus, tmp_path / "out", **others)
    assert error.value.hint
    assert not (tmp_path / "out").exists()


def test_a_cluster_without_ray_says_how_to_get_it(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "pipeline.batch.ray", raising=False)
    monkeypatch.delattr(sys.modules["pipeline.batch"], "ray", raising=False)
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match="Ray, which is not installed") as error:
        small(corpus, tmp_path / "out", engine="ray")
    assert '".[ray]"' in error.value.hint
    assert not (tmp_path / "out").exists()


def test_a_folder_without_models(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no folder of models"):
        small(corpus, tmp_path / "out", models=tmp_path / "models", extractor=None)
    assert not (tmp_path / "out").exists()


class Short(MarksExtractor):
    """Returns a result too few."""

    def extract(self, articles: Any) -> Any:
        """Return the results without the last."""
        return super().extract(articles)[:-1]


def test_an_extractor_that_loses_an_article_is_told(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="2 results for 3 articles"):
        small(corpus, tmp_path / "out", extractor=Short())


# --- as a process: lock, kill, Ctrl-C ---

PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from marks_extractor import MarksExtractor
from pipeline.batch import run

extractor = MarksExtractor(stop_at="a07")
run([{corpus!r}], {out!r}, extractor=extractor, shard_articles=3, quiet=True, workers={workers})
"""


def _start(corpus: Path, out: Path, workers: int = 1) -> subprocess.Popen[str]:
    """Start a run in a process of its own and wait until it stops at the third shard."""
    program = PROGRAM.format(tests=str(TESTS), corpus=str(corpus), out=str(out), workers=workers)
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=TESTS.parent
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "stopped\n"
    return process


def test_two_runs_in_one_folder_are_refused(corpus: Path, tmp_path: Path) -> None:
    process = _start(corpus, tmp_path / "out")
    try:
        with pytest.raises(OutputError, match=f"another run .process {process.pid}.") as told:
            small(corpus, tmp_path / "out")
        assert "wait for it" in told.value.hint
        assert len(list((tmp_path / "out" / ".work" / "shards").iterdir())) == 2
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_run_keeps_its_shards_and_goes_on(
    corpus: Path, tmp_path: Path, number: signal.Signals
) -> None:
    small(corpus, tmp_path / "whole")
    process = _start(corpus, tmp_path / "out")
    process.send_signal(number)
    process.wait(timeout=30)
    process.stdout.close()
    assert not (tmp_path / "out" / "run.json").exists()
    assert small(corpus, tmp_path / "out").reused == 2
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_workers_of_a_killed_run_end_with_it(
    corpus: Path, tmp_path: Path, number: signal.Signals
) -> None:
    process = _start(corpus, tmp_path / "out", workers=2)
    process.send_signal(number)
    # Ends when the last process that could still write to it has ended.
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert small(corpus, tmp_path / "out").reused >= 1


# --- with the real models ---


@pytest.mark.slow
def test_the_real_extractor_gives_the_same_by_one_worker_and_by_two(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "berita.jsonl", stories(8))
    one = run([path], tmp_path / "one", quiet=True, shard_articles=4)
    two = run([path], tmp_path / "two", quiet=True, shard_articles=4, workers=2)
    assert tables_of(tmp_path / "one") == tables_of(tmp_path / "two")
    assert one.counts == two.counts
    assert one.counts.quotes["direct"] >= 8
    assert check_offsets(load(tmp_path / "one")).empty
    assert "Budi Santoso" in set(load(tmp_path / "one").people["name"])


def test_the_size_of_a_shard_does_not_change_what_is_found(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "berita.jsonl", stories(6))
    run([path], tmp_path / "small", quiet=True, shard_articles=1)
    run([path], tmp_path / "large", quiet=True, shard_articles=6)
    assert tables_of(tmp_path / "small") == tables_of(tmp_path / "large")


def test_called_again_is_quick(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "berita.jsonl", stories(6))
    small(path, tmp_path / "out")
    began = time.monotonic()
    assert small(path, tmp_path / "out").already_complete
    assert time.monotonic() - began < 5
