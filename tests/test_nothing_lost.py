"""What ends a run or breaks its inputs, done for real: no record is lost, none is done twice."""

import gzip
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from command import environment
from marks_extractor import MarksExtractor
from test_batch import load, small, stories, story, tables_of, write_jsonl

from pipeline.batch import run
from pipeline.errors import OutputError

TESTS = Path(__file__).parent

# --- killed ---

PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from pipeline.batch import run
from marks_extractor import MarksExtractor

if __name__ == "__main__":
    extractor = {extractor}
    run([{corpus!r}], {out!r}, shard_articles=4, quiet=True, workers={workers}, extractor=extractor)
"""


def program(folder: Path, corpus: Path, workers: int, extractor: str) -> list[str]:
    """Write a run as a program of its own, which a worker can import again."""
    path = folder / "program.py"
    path.write_text(
        PROGRAM.format(
            tests=str(TESTS),
            corpus=str(corpus),
            out=str(folder / "out"),
            workers=workers,
            extractor=extractor,
        )
    )
    return [sys.executable, str(path)]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_killed_again_and_again_it_ends_with_the_same_tables(tmp_path: Path, workers: int) -> None:
    """SIGKILL at any moment: while reading, extracting, joining, moving into place."""
    corpus = write_jsonl(tmp_path / "berita.jsonl", stories(40))
    run([corpus], tmp_path / "whole", shard_articles=4, quiet=True)
    command = program(tmp_path, corpus, workers, "None")
    chance = random.Random(workers)
    kills = 0
    while not (tmp_path / "out" / "run.json").exists():
        process = subprocess.Popen(command, env=environment())
        try:
            # The later, the further it comes: it ends at last, however slow the machine is.
            process.wait(timeout=chance.uniform(1, 3) * 1.4**kills)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
    assert kills
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")
    # The last kill may have come after the run was complete, and before its work was removed.
    again = run([corpus], tmp_path / "out", shard_articles=4, quiet=True)
    assert again.already_complete
    assert not (tmp_path / "out" / ".work").exists()


# --- a full disk ---


def _limited(size: int) -> Callable[[], None]:
    """Let a process write no file beyond ``size`` bytes, as a file system that is full."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.slow
def test_a_file_system_that_takes_no_more_is_told_and_the_run_goes_on_later(
    tmp_path: Path,
) -> None:
    """The joined tables are larger than any shard: those fit under the limit, these do not."""
    corpus = write_jsonl(tmp_path / "berita.jsonl", stories(120))
    small(corpus, tmp_path / "whole", shard_articles=40)
    largest = max(path.stat().st_size for path in (tmp_path / "whole").iterdir())
    command = program(tmp_path, corpus, 1, "MarksExtractor()")
    command[1:1] = ["-B"]
    done = subprocess.run(
        command,
        env=environment(),
        preexec_fn=_limited(largest // 3),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "OutputError" in done.stderr
    assert "is full" in done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".work"}
    # The program's shards are of four.
    summary = small(corpus, tmp_path / "out", shard_articles=4)
    assert (summary.shards, summary.reused) == (30, 30)
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")


def _can_mount() -> bool:
    """Tell whether this system lets a test have a small file system of its own."""
    command = ["unshare", "--mount", "--map-root-user", "mount", "-t", "tmpfs", "x", "/mnt"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


ON_TMPFS = """
set -e
mount -t tmpfs -o size={size} tmpfs out
{python} program.py 2> said && status=0 || status=$?
echo $status > status
ls -A out > left
mount -o remount,size=100m out
{python} program.py
cp -r out kept
"""


# No skip: under CI that is a failure, and the limit above is tested in any case.
if _can_mount():

    @pytest.mark.slow
    @pytest.mark.parametrize("size", ["100k", "300k"])
    def test_a_small_disk_that_fills_up(tmp_path: Path, size: str) -> None:
        """A real file system of so much; with more space the same command goes on and ends well."""
        corpus = write_jsonl(tmp_path / "berita.jsonl", stories(120))
        small(corpus, tmp_path / "whole", shard_articles=40)
        program(tmp_path, corpus, 1, "MarksExtractor()")
        (tmp_path / "out").mkdir()
        script = ON_TMPFS.format(size=size, python=sys.executable)
        done = subprocess.run(
            ["unshare", "--mount", "--map-root-user", "sh", "-c", script],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "status").read_text() == "1\n"
        assert "OutputError: the disk of" in (tmp_path / "said").read_text()
        assert "run.json" not in (tmp_path / "left").read_text()
        assert tables_of(tmp_path / "kept") == tables_of(tmp_path / "whole")
        assert not (tmp_path / "kept" / ".work").exists()


# --- inputs that change or vanish ---


class Meanwhile(MarksExtractor):
    """Does something to the inputs while the first shard is worked on."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        object.__setattr__(self, "acts", [act])

    def extract(self, articles: Any) -> Any:
        """Act once, then extract."""
        while self.acts:
            self.acts.pop()()
        return super().extract(articles)


def big_stories(count: int) -> list[dict[str, Any]]:
    """Return articles that no buffer holds all of."""
    return [{"id": f"a{n:02}", "text": story(n) + " Jalan panjang." * 2_000} for n in range(count)]


def accounted(out: Path) -> dict[str, Any]:
    """Check that articles and rejects are all that was read, and return the counts."""
    counts = json.loads((out / "run.json").read_text())["counts"]
    assert counts["articles"] + counts["rejected"] == counts["records"]
    return dict(counts)


def test_a_table_that_grows_while_it_is_read(tmp_path: Path) -> None:
    corpus = write_jsonl(tmp_path / "berita.jsonl", big_stories(12))

    def grow() -> None:
        with corpus.open("a") as file:
            file.write(json.dumps({"id": "new", "text": story(99)}) + "\n")

    small(corpus, tmp_path / "out", extractor=Meanwhile(grow))
    counts = accounted(tmp_path / "out")
    assert counts["articles"] == 13
    assert counts["rejects"] == {"read/changed": 1}
    # A second look finds another file than the one that was read.
    with pytest.raises(OutputError, match="have changed"):
        small(corpus, tmp_path / "out", extractor=Meanwhile(lambda: None))


def test_a_table_that_is_cut_off_while_it_is_read(tmp_path: Path) -> None:
    corpus = write_jsonl(tmp_path / "berita.jsonl", big_stories(12))
    half = corpus.stat().st_size // 2
    small(corpus, tmp_path / "out", extractor=Meanwhile(lambda: os.truncate(corpus, half)))
    counts = accounted(tmp_path / "out")
    assert 3 <= counts["articles"] < 12
    assert counts["rejects"]["read/changed"] == 1


@pytest.mark.parametrize("act", ["removed", "replaced"])
def test_a_table_that_goes_while_it_is_read(tmp_path: Path, act: str) -> None:
    """What was opened is read to its end, and that it is no longer there is told."""
    corpus = write_jsonl(tmp_path / "berita.jsonl", big_stories(12))

    def go() -> None:
        corpus.unlink()
        if act == "replaced":
            write_jsonl(corpus, stories(2))

    small(corpus, tmp_path / "out", extractor=Meanwhile(go))
    counts = accounted(tmp_path / "out")
    assert counts["articles"] == 12
    assert counts["rejects"] == {"read/changed": 1}


def test_files_that_vanish_before_they_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.txt").write_text(story(number))
    extractor = Meanwhile(lambda: (folder / "7.txt").unlink())
    small(folder, tmp_path / "out", extractor=extractor)
    counts = accounted(tmp_path / "out")
    assert counts["articles"] == 7
    assert counts["rejects"] == {"read/unreadable": 1}
    assert "7.txt" in load(tmp_path / "out").rejects.loc[0, "source_file"]


def test_a_folder_that_vanishes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.txt").write_text(story(number))
    small(folder, tmp_path / "out", extractor=Meanwhile(lambda: shutil.rmtree(folder)))
    counts = accounted(tmp_path / "out")
    assert counts["records"] == 8
    assert counts["rejects"]["read/unreadable"] == counts["rejected"] > 0


# --- two at once ---


@pytest.mark.slow
def test_of_two_commands_into_one_folder_one_does_the_work(tmp_path: Path) -> None:
    corpus = write_jsonl(tmp_path / "berita.jsonl", stories(30))
    run([corpus], tmp_path / "whole", quiet=True)
    command = [sys.executable, "-m", "pipeline", "run", str(corpus), "--out", "out"]
    both = [
        subprocess.Popen(
            command,
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=200)[1] for process in both]
    statuses = sorted(process.returncode for process in both)
    # Where one is slow to begin it finds the other's run complete.
    assert statuses in ([0, 1], [0, 0])
    assert statuses == [0, 0] or any("another run" in words for words in said)
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")
    assert not (tmp_path / "out" / ".work").exists()


# --- broken records ---

RECORDS = 400
BROKEN = set(random.Random(5).sample(range(RECORDS), RECORDS // 20))


def damaged_jsonl(path: Path) -> None:
    kinds = ["{broken", "[1, 2]", '{"id": "x", "text": ""}', '{"id": "x"}', '"text"', "\x00\x01"]
    lines = [
        kinds[n % len(kinds)] if n in BROKEN else json.dumps({"id": f"a{n}", "text": story(n)})
        for n in range(RECORDS)
    ]
    path.write_text("\n".join(lines) + "\n")


def damaged_packed(path: Path) -> None:
    damaged_jsonl(path)
    path.write_bytes(gzip.compress(path.read_bytes()))


def damaged_csv(path: Path) -> None:
    kinds = ["x", 'x,"never "closed" well",1', "x,,", "x,b,c,d", ",,1"]
    frame = pd.DataFrame([{"id": f"a{n}", "text": story(n), "n": n} for n in range(RECORDS)])
    lines = ["id,text,n\n"]
    for n in range(RECORDS):
        one = frame.iloc[n : n + 1].to_csv(index=False, header=False)
        lines.append(f"{kinds[n % len(kinds)]}\n" if n in BROKEN else one)
    path.write_text("".join(lines))


def damaged_json(path: Path) -> None:
    kinds: list[Any] = [None, [], "text", 1, {"id": 1}, {"text": None}]
    rows = [
        kinds[n % len(kinds)] if n in BROKEN else {"id": f"a{n}", "text": story(n)}
        for n in range(RECORDS)
    ]
    path.write_text(json.dumps(rows))


def damaged_cells(path: Path) -> None:
    kinds = [None, "", " ", "nan", "-"]
    rows = [(f"a{n}", kinds[n % len(kinds)] if n in BROKEN else story(n)) for n in range(RECORDS)]
    if path.suffix == ".parquet":
        pd.DataFrame(rows, columns=["id", "text"]).to_parquet(path)
        return
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [("id", "text"), *rows]:
        sheet.append(row)
    book.save(path)


def damaged_folder(path: Path) -> None:
    path.mkdir()
    kinds = [b"", b" \n", b"\x00\x01\x02" * 90, b"%PDF-1.4 ", b"\x89PNG\r\n"]
    for n in range(RECORDS):
        sound = story(n).encode()
        (path / f"{n:03}.txt").write_bytes(kinds[n % len(kinds)] if n in BROKEN else sound)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.jsonl", damaged_jsonl),
        pytest.param("a.jsonl.gz", damaged_packed, marks=pytest.mark.slow),
        ("a.csv", damaged_csv),
        pytest.param("a.json", damaged_json, marks=pytest.mark.slow),
        pytest.param("a.parquet", damaged_cells, marks=pytest.mark.slow),
        pytest.param("a.xlsx", damaged_cells, marks=pytest.mark.slow),
        ("folder", damaged_folder),
    ],
)
def test_of_inputs_with_broken_records_every_one_is_accounted_for(
    tmp_path: Path, name: str, write: Callable[[Path], None]
) -> None:
    """One record in twenty is broken: a reject of its own; its neighbours are articles."""
    write(tmp_path / name)
    small(tmp_path / name, tmp_path / "out", shard_articles=50)
    counts = accounted(tmp_path / "out")
    assert counts["records"] == RECORDS
    assert counts["rejected"] == len(BROKEN)
    tables = load(tmp_path / "out")
    assert len(tables.rejects) == len(BROKEN)
    assert tables.rejects["reason"].notna().all()
    texts = set(tables.articles["text"])
    assert texts == {story(n) for n in range(RECORDS) if n not in BROKEN}
    if name != "folder" and name != "a.csv":
        assert set(tables.rejects["source_row"]) == {n + 1 for n in BROKEN}
