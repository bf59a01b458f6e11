"""The command line as people meet it: arguments, two streams and an exit status.

What only a process shows (a cold start, another locale, signals, pipes) is run as one; the rest
runs in this process, which has torch imported.
"""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import regex
from command import GOLDEN, RAW, ROOT, environment, kutipan

import pipeline
from pipeline.cli import app

COMMANDS = [
    *([name] for name in ("run", "extract", "report", "evaluate", "compare", "export", "models")),
    ["models", "fetch"],
]
SILENT = "Kereta berangkat pukul tujuh pagi dari stasiun lama. Penumpang duduk di gerbong depan.\n"


def failed(done, status):
    """Check that a command failed as a command should: a line that says why, and no traceback."""
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return done.stderr


def rows(table):
    with table.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("command", [[], *COMMANDS], ids=" ".join)
def test_every_command_has_help(here, command):
    done = here(*command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: kutipan {' '.join(command)}".strip())
    assert done.stderr == ""


def test_the_list_of_commands_here_is_complete():
    named = {info.name or info.callback.__name__ for info in app.registered_commands}
    groups = {group.name for group in app.registered_groups}
    assert named | groups == {command[0] for command in COMMANDS}


def test_help_and_wrong_usage_load_no_heavy_library():
    for args in (["run", "--help"], ["run"], ["--version"], ["extract", "absent.txt"]):
        timed = [sys.executable, "-X", "importtime", "-m", "pipeline", *args]
        done = subprocess.run(timed, cwd=ROOT, capture_output=True, text=True, check=False)
        imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        assert "typer" in imported
        assert not imported & {"pandas", "pyarrow", "torch", "stanza", "numpy", "trafilatura"}


def test_version():
    lines = kutipan("--version").stdout.splitlines()
    assert lines[0] == f"kutipan {pipeline.__version__}"
    assert regex.fullmatch(r"weights \d+ \([0-9a-f]{8}\)", lines[1])
    assert regex.fullmatch(r"word lists [0-9a-f]{8}", lines[2])


@pytest.mark.parametrize(
    "args",
    [
        ["--nonsense"],
        ["sum"],
        ["run", "--nonsense", "x", "--out", "y"],
        ["run", "x"],
        ["run", "--out", "y"],
        ["run", "x", "--out", "y", "--limit", "0"],
        ["run", "x", "--out", "y", "--min-confidence", "1.5"],
        ["run", "x", "--out", "y", "--workers", "many"],
        ["run", "x", "--out", "y", "--map", "text"],
        ["run", "x", "--out", "y", "--map", "text="],
        ["run", "data/raw", "--out", "y", "--map", "nonsense=isi", "--dry-run"],
        ["run", "x", "--out", "y", "--format", "xml"],
        ["run", "x", "--out", "y", "--format", ","],
        ["run", "data/raw", "--out", "y", "--timezone", "Mars/Olympus", "--dry-run"],
        ["extract"],
        ["extract", "a", "b"],
        ["extract", "data/raw/pendidikan-agama.jsonl"],
        ["extract", "a", "--format", "xml"],
        ["evaluate", "a"],
        ["evaluate", "a", "b", "--format", "csv"],
        ["compare", "a"],
        ["compare", "a", "b", "--show", "-1"],
        ["compare", "a", "b", "--format", "html"],
        ["report"],
        ["report", "a", "--lang", "jv"],
        ["models", "--nonsense"],
        ["models", "fetch", "--nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2(here, args):
    failed(here(*args), 2)


def test_a_process_that_fails_says_so_by_its_status():
    failed(kutipan("--nonsense"), 2)
    failed(kutipan("extract", "absent.txt"), 1)


def test_the_sample_run_writes_every_table_and_says_where(sample):
    out, done = sample
    for table in ("quotes", "speakers", "people", "articles", "rejects"):
        assert (out / f"{table}.csv").is_file()
        assert (out / f"{table}.parquet").is_file()
    assert (out / "README.md").is_file()
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert done.stdout == "sample\n"
    found = rows(out / "quotes.csv")
    assert len(found) > 20
    assert f"{len(found)} quotes" in done.stderr
    assert {row["quote_type"] for row in found} == {"direct", "mixed", "indirect"}


def test_a_second_run_finds_nothing_to_do(here, sample):
    out, _ = sample
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    done = here("run", RAW, "--out", "sample", cwd=out.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "sample\n"
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


def test_a_different_run_is_not_overwritten(here, sample):
    out, _ = sample
    before = (out / "quotes.csv").read_bytes()
    done = here("run", GOLDEN, "--out", out)
    assert str(out) in failed(done, 1)
    assert (out / "quotes.csv").read_bytes() == before


def test_run_quietly_for_a_spreadsheet_with_a_limit(here, tmp_path):
    out = tmp_path / "out"
    args = ["--limit", 1, "--format", "csv", "--excel", "--quiet", "--min-confidence", "0.01"]
    done = here("run", RAW, "--out", out, *args)
    assert (done.returncode, done.stderr) == (0, "")
    assert (out / "quotes.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (out / "quotes.parquet").exists()
    assert len(rows(out / "articles.csv")) == 1


def test_columns_can_be_named_and_the_first_rows_shown(here, tmp_path):
    text = GOLDEN.read_text(encoding="utf-8")
    with (tmp_path / "berita.csv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([["no", "naskah"], ["17", text]])
    args = ["--map", "text=naskah,id=no", "--show", 3]
    done = here("run", "berita.csv", "--out", "out", *args, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = rows(tmp_path / "out" / "quotes.csv")
    assert {row["article_id"] for row in found} == {"17"}
    assert done.stdout == "out\n"
    assert "Patrick Ryder" in done.stderr
    assert found[-1]["quote"][:20] not in done.stderr


def test_a_dry_run_says_what_would_be_read_and_writes_nothing(here, tmp_path):
    done = here("run", "data/raw", "--out", tmp_path / "out", "--dry-run")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "data/raw/antara-kalbar-korut-rusia.txt: text" in lines
    assert any("arsip-warta-pesisir.csv: csv; text <- content" in line for line in lines)
    assert list(tmp_path.iterdir()) == []


def test_bad_files_become_rejects_and_the_rest_goes_on(here, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(GOLDEN.read_bytes())
    (tmp_path / "in" / "b.txt").write_bytes(b"")
    (tmp_path / "in" / "c.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "in" / "d.csv").write_text("nomor,harga\n1,2\n", encoding="utf-8")
    done = here("run", "in", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(rows(tmp_path / "out" / "articles.csv")) == 1
    rejected = {Path(row["source_file"]).name for row in rows(tmp_path / "out" / "rejects.csv")}
    assert rejected >= {"b.txt", "c.txt", "d.csv"}
    assert "3 left out" in done.stderr


def test_where_no_article_comes_through_the_run_has_failed(here, tmp_path):
    (tmp_path / "kosong.txt").write_bytes(b"")
    done = here("run", "kosong.txt", "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "no article came through" in done.stderr
    assert len(rows(tmp_path / "out" / "rejects.csv")) == 1


def test_a_missing_input_is_named(here, tmp_path):
    done = here("run", tmp_path / "absent", "--out", tmp_path / "out")
    assert "absent" in failed(done, 1)
    assert not (tmp_path / "out").exists()


def test_a_list_of_people_that_is_wrong_is_named(here, tmp_path):
    (tmp_path / "people.toml").write_text('"budi" = "rina"', encoding="utf-8")
    done = here("run", GOLDEN, "--out", tmp_path / "out", "--people", tmp_path / "people.toml")
    assert "people.toml" in failed(done, 1)
    assert not (tmp_path / "out").exists()


def test_an_output_that_is_a_file_is_named(here, tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    done = here("run", GOLDEN, "--out", tmp_path / "out")
    assert "out" in failed(done, 1)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_extract_prints_a_table(here, tmp_path):
    done = here("extract", GOLDEN, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for word in ("speaker", "Patrick", "Matthew", "destabilisasi"):
        assert word in done.stdout


def test_extract_reads_stdin_and_prints_csv_of_the_same_columns_and_quotes(here, sample, golden):
    text = GOLDEN.read_text(encoding="utf-8")
    done = here("extract", "-", "--format", "csv", stdin=text)
    assert (done.returncode, done.stderr) == (0, "")
    table = list(csv.DictReader(done.stdout.splitlines()))
    header = (sample[0] / "quotes.csv").read_text(encoding="utf-8").splitlines()[0]
    assert list(golden[0]) == list(table[0]) == next(csv.reader([header]))
    fields = ("speaker", "role", "quote", "quote_start")
    wanted = [["" if q[f] is None else str(q[f]) for f in fields] for q in golden]
    assert [[row[f] for f in fields] for row in table] == wanted
    assert all(record["quote"] in text for record in golden)


def test_extract_and_run_find_the_same(sample, golden):
    found = [row for row in rows(sample[0] / "quotes.csv") if row["article_id"] == GOLDEN.stem]
    fields = ("quote_id", "speaker", "quote", "quote_type", "resolution")
    assert [[q[f] for f in fields] for q in golden] == [[q[f] for f in fields] for q in found]


def test_an_article_without_quotes_is_no_failure(here, tmp_path):
    done = here("extract", "-", "--format", "json", stdin=SILENT)
    assert done.returncode == 0
    assert json.loads(done.stdout) == []
    assert done.stderr == "kutipan: no quotes found in -\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("kosong.txt", b"", "empty"),
        ("biner.txt", bytes(range(256)) * 20, "not a text file"),
        ("berita.docx", b"PK\x03\x04", "cannot read"),
    ],
)
def test_what_cannot_be_extracted_is_said_in_one_line_and_a_hint(
    here, tmp_path, name, content, said
):
    (tmp_path / name).write_bytes(content)
    lines = failed(here("extract", tmp_path / name), 1).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("kutipan: ")
    assert said in lines[0]
    assert lines[1].startswith("  ")


def test_extract_of_a_missing_file(here, tmp_path):
    assert "absent.txt" in failed(here("extract", tmp_path / "absent.txt"), 1)


def test_a_folder_without_models_is_named(here, tmp_path):
    assert str(tmp_path) in failed(here("extract", GOLDEN, "--models", tmp_path), 1)


def test_evaluate_a_run_against_itself(here, sample, tmp_path):
    out, _ = sample
    texts = {row["article_id"]: row["text"] for row in rows(out / "articles.csv")}
    found = {article_id: [] for article_id in texts}
    for row in rows(out / "quotes.csv"):
        found[row["article_id"]].append(
            {"type": row["quote_type"], "quote": row["quote"], "start": int(row["quote_start"]),
             "end": int(row["quote_end"]), "speaker": row["speaker"] or None,
             "speaker_kind": row["speaker_kind"], "role": row["role"] or None}
        )  # fmt: skip
    gold = tmp_path / "gold.jsonl"
    with gold.open("w", encoding="utf-8") as lines:
        for article_id, text in texts.items():
            entry = {"id": article_id, "text": text, "quotes": found[article_id]}
            lines.write(json.dumps(entry, ensure_ascii=False) + "\n")

    figures = json.loads(here("evaluate", gold, out, "--format", "json").stdout)
    assert figures["end_to_end"]["f"] == figures["offsets_valid"] == 1.0
    assert figures["articles"] == len(texts)
    shown = here("evaluate", gold, out / "quotes.csv", "--worst", 3)
    assert shown.returncode == 0
    assert "end to end" in shown.stdout


def test_evaluate_without_its_files(here, tmp_path):
    assert "absent" in failed(here("evaluate", tmp_path / "absent", tmp_path), 1)
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "a", "text": "x", "quotes": []}\n', encoding="utf-8")
    assert "quotes.csv" in failed(here("evaluate", gold, tmp_path), 1)


def test_evaluate_writes_a_page_beside_the_figures(here, tmp_path):
    gold, page = tmp_path / "gold.jsonl", tmp_path / "salah.html"
    entry = {"type": "direct", "quote": "Siap,", "speaker": "Ani\x1b[31m"}
    gold.write_text(
        json.dumps({"id": "a", "text": "“Siap,” kata Ani.", "quotes": [entry]}), encoding="utf-8"
    )
    (tmp_path / "quotes.jsonl").write_text("", encoding="utf-8")
    args = ["evaluate", gold, tmp_path / "quotes.jsonl", "--html", page]
    done = here(*args, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["direct"]["recall"] == 0.0
    assert done.stderr == f"kutipan: the errors can be read in {page}\n"
    assert "missed" in page.read_text(encoding="utf-8")
    # Words of an article cannot steer the terminal.
    told = here(*args, "--worst", 1).stdout
    assert "a | missed | direct | Siap, | Ani [31m" in told

    page.unlink()
    page.mkdir()
    assert "salah.html" in failed(here(*args), 1)
    assert list(page.iterdir()) == []


def test_compare_a_run_with_itself_and_with_part_of_it(here, sample, tmp_path):
    out, _ = sample
    done = here("compare", out, out)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 gained, 0 lost, 0 changed" in done.stdout

    found = rows(out / "quotes.csv")
    fewer = tmp_path / "quotes.csv"
    with fewer.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows([found[0] | {"speaker": "Orang Lain"}, *found[2:]])
    done = here("compare", out, fewer, "--show", 1)
    assert done.returncode == 0
    assert "1 lost" in done.stdout
    assert f"speaker: {found[0]['speaker']} -> Orang Lain" in done.stdout
    told = json.loads(here("compare", fewer, out, "--format", "json").stdout)
    assert (told["quotes"]["gained"], told["quotes"]["changed"]) == (1, 1)
    table = list(csv.DictReader(here("compare", out, fewer, "--format", "csv").stdout.splitlines()))
    assert [row["change"] for row in table] == ["changed", "lost"]


def test_the_sample_compares_with_what_the_last_release_found(here, sample):
    done = here("compare", ROOT / "data" / "reference", sample[0])
    assert (done.returncode, done.stderr) == (0, "")
    assert "not compared" not in done.stdout


def test_compare_without_its_files(here, tmp_path):
    assert "absent" in failed(here("compare", tmp_path / "absent.csv", tmp_path), 1)
    (tmp_path / "quotes.csv").write_text("nomor,harga\n1,2\n", encoding="utf-8")
    said = failed(here("compare", tmp_path, tmp_path), 1).splitlines()
    assert len(said) == 2
    assert "no column article_id" in said[0]


def test_models_shows_what_is_bundled_and_that_it_is_whole(here):
    done = here("models", COLUMNS="160")
    assert done.returncode == 0, done.stderr
    for word in ("tokenizer", "pos", "names", "CC BY-SA 4.0", " ok"):
        assert word in done.stdout
    assert "missing" not in done.stdout
    assert "changed" not in done.stdout


def test_fetching_models_without_a_network_is_one_line_and_a_hint(here, tmp_path):
    closed = "http://127.0.0.1:9"
    proxies = {f"{kind}_proxy": closed for kind in ("http", "https", "HTTP", "HTTPS")}
    done = here("models", "fetch", "--dir", tmp_path / "official", **proxies, no_proxy="")
    said = failed(done, 1).splitlines()
    assert said[-2].startswith("kutipan: cannot fetch the official Stanza models")
    assert "network" in said[-1]


def test_a_reader_that_leaves_early_sees_no_traceback():
    command = [sys.executable, "-m", "pipeline", "run", "--help"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        said = process.stderr.read().decode()
        process.wait(timeout=60)
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_an_interrupt_exits_130_with_a_line():
    command = [sys.executable, "-m", "pipeline", "extract", "-"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=environment(), **pipes) as process:
        # More than a pipe holds: this returns only when the command reads. Then a moment, for a
        # signal that comes between two reads waits for the next to end.
        process.stdin.write(b"x" * 1_000_000)
        process.stdin.flush()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
        process.stdin.close()
        assert process.wait(timeout=60) == 130
    assert "kutipan: interrupted" in said
    assert "Traceback" not in said
