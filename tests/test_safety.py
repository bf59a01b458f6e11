"""What a hostile or careless input cannot do: fill the memory, leave its folder, go online."""

import gzip
import io
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest
from command import environment
from made import TEXT, extraction
from test_batch import small, stories, story, write_jsonl

from pipeline.inputs import sheet_rows, streams
from pipeline.inputs.description import describe
from pipeline.outputs.tables import write_tables
from pipeline.records import Article, Reject
from pipeline.stages.read import read
from pipeline.stages.tabulate import tabulate
from pipeline.tabulation.columns import TABLES, Kind

# --- no network ---

# Python's own sockets are made of this one class; what asks for a name does not get that far. One
# may be made (libraries try on import whether there is IPv6), but not talk to another machine.
GUARD = """
import socket, sys

def refuse(*_, **__):
    with open({log!r}, "a") as log:
        log.write(" ".join(sys.argv) + "\\n")
    raise OSError("no network for kutipan")

class Guarded(socket.socket):
    pass

def guard(name):
    talk = getattr(socket.socket, name)
    def guarded(self, *given, **others):
        # processes of one machine talk by sockets of the file system
        return (talk if self.family == socket.AF_UNIX else refuse)(self, *given, **others)
    setattr(Guarded, name, guarded)

for name in ("connect", "connect_ex", "sendto", "sendmsg", "listen"):
    guard(name)
socket.socket = Guarded
for name in ("create_connection", "getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    setattr(socket, name, refuse)
"""


@pytest.fixture
def guarded(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """Return the environment of commands, worker processes included, that have no network."""
    place = tmp_path / "guard"
    place.mkdir()
    log = tmp_path / "tried"
    (place / "sitecustomize.py").write_text(GUARD.format(log=str(log)))
    settings = environment()
    settings["PYTHONPATH"] = f"{place}{os.pathsep}{settings['PYTHONPATH']}"
    return settings, log


def test_the_guard_guards(guarded: tuple[dict[str, str], Path]) -> None:
    settings, log = guarded
    program = "import urllib.request as r; r.urlopen('http://127.0.0.1:9/')"
    done = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True)
    assert b"no network for kutipan" in done.stderr
    assert log.exists()


@pytest.mark.slow
@pytest.mark.parametrize("arguments", ["run --workers 1", "run --workers 2", "extract"])
def test_nothing_is_asked_of_a_network(
    tmp_path: Path, guarded: tuple[dict[str, str], Path], arguments: str
) -> None:
    """Neither articles with links nor pages that name scripts, pictures and schemas."""
    settings, log = guarded
    folder = tmp_path / "in"
    folder.mkdir()
    link = "http://127.0.0.1:9/berita"
    write_jsonl(folder / "a.jsonl", [{**row, "url": link} for row in stories(4)])
    page = (
        f'<!DOCTYPE html PUBLIC "x" "{link}.dtd"><html><head><link rel="canonical" href="{link}">'
        f'<base href="{link}"><script src="{link}.js"></script></head><body><img src="{link}">'
        f'<iframe src="{link}"></iframe><article><p>{story(1)}</p></article></body></html>'
    )
    (folder / "b.html").write_text(page)
    command, *options = arguments.split()
    inputs = [str(folder), "--out", "out"] if command == "run" else [str(folder / "b.html")]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", command, *inputs, *options],
        cwd=tmp_path,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not log.exists()


# --- bombs ---


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write a small workbook with its parts changed."""
    book, held = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (("id", "text"), ("1", story(1))):
        book.active.append(row)
    book.save(held)
    with zipfile.ZipFile(held) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for part in parts.infolist():
            out.writestr(part.filename, change(part.filename, parts.read(part)))
    return path


def _sheet(change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda name, data: change(data) if name.endswith("sheet1.xml") else data


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)


def bomb_of_zeros(path: Path) -> None:
    with gzip.open(path, "wb") as file:
        for _ in range(60):
            file.write(b"a" * 1_000_000)


def bomb_of_parts(path: Path) -> None:
    def bigger(name: str, data: bytes) -> bytes:
        return data + b" " * sheet_rows.MAX_WORKBOOK if name == "xl/styles.xml" else data

    repacked(path, bigger)


def bomb_of_rows(path: Path) -> None:
    repacked(path, _sheet(lambda data: data.replace(b'<row r="2"', b'<row r="2000000000"')))


def bomb_of_entities(path: Path) -> None:
    def laugh(data: bytes) -> bytes:
        cell = b'<row r="3"><c r="B3" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData>'
        return LAUGHS + re.sub(rb"<\?xml.*?\?>", b"", data).replace(b"</sheetData>", cell)

    repacked(path, _sheet(laugh))


def bomb_of_one_text(path: Path) -> None:
    texts = pyarrow.DictionaryArray.from_arrays(
        pyarrow.array([0] * 20_000, pyarrow.int32()), pyarrow.array(["a" * 10_000_000])
    )
    table = pyarrow.table({"text": texts})
    pyarrow.parquet.write_table(table, path, compression="zstd")


def bomb_of_nulls(path: Path) -> None:
    pyarrow.parquet.write_table(
        pyarrow.table({"text": pyarrow.nulls(5_000_000, pyarrow.string())}), path
    )


def deep_json(path: Path) -> None:
    path.write_text("[" * 500_000 + "]" * 500_000)


def deep_line(path: Path) -> None:
    path.write_text('{"text": ' * 200_000 + "1" + "}" * 200_000 + "\n")


def long_number(path: Path) -> None:
    path.write_text('{"id": ' + "9" * 1_000_000 + ', "text": ""}\n')


def deep_page(path: Path) -> None:
    path.write_text("<html><body>" + "<div>" * 200_000 + "text" + "</div>" * 200_000)


def entities_in_a_page(path: Path) -> None:
    path.write_bytes(LAUGHS + b"<html><body><p>&j;</p></body></html>")


@pytest.mark.parametrize(
    ("name", "write", "reasons"),
    [
        ("a.txt.gz", bomb_of_zeros, {"too_large"}),
        pytest.param("parts.xlsx", bomb_of_parts, {"too_large"}, marks=pytest.mark.slow),
        ("rows.xlsx", bomb_of_rows, {"too_large"}),
        ("entities.xlsx", bomb_of_entities, {"unreadable"}),
        ("text.parquet", bomb_of_one_text, {"too_large"}),
        ("nulls.parquet", bomb_of_nulls, {"too_large"}),
        ("deep.json", deep_json, {"broken_record"}),
        ("deep.jsonl", deep_line, {"broken_record"}),
        ("number.jsonl", long_number, {"broken_record"}),
        ("deep.html", deep_page, {"no_article"}),
        ("entities.html", entities_in_a_page, {"no_article"}),
    ],
)
def test_a_bomb_is_refused_with_a_reason(
    tmp_path: Path, name: str, write: Callable[[Path], None], reasons: set[str]
) -> None:
    write(tmp_path / name)
    began = time.thread_time()
    found = [item for item in read([tmp_path / name]) if isinstance(item, Reject)]
    assert {item.reason.value for item in found} == reasons
    assert all(item.detail for item in found)
    assert time.thread_time() - began < 20


def test_a_table_of_zeros_stops_at_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows before the limit are kept."""
    monkeypatch.setattr(streams, "MAX_FILE_BYTES", 5_000_000)
    with gzip.open(tmp_path / "a.jsonl.gz", "wb") as file:
        file.write(json.dumps({"text": story(1)}).encode() + b"\n")
        for _ in range(60):
            file.write(b"\n" * 1_000_000)
    first, last = read([tmp_path / "a.jsonl.gz"])
    assert isinstance(first, Article)
    assert isinstance(last, Reject)
    assert last.reason == "too_large"


@pytest.mark.slow
def test_memory_stays_where_it_is(tmp_path: Path) -> None:
    """All bombs together, in a process that may have 2 GB of memory."""
    for name, write in (
        ("a.txt.gz", bomb_of_zeros),
        ("b.xlsx", bomb_of_parts),
        ("c.xlsx", bomb_of_entities),
        ("d.parquet", bomb_of_one_text),
        ("e.jsonl", deep_line),
    ):
        write(tmp_path / name)
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))\n"
        f"from pipeline.stages.read import read\nprint(len(list(read([{str(tmp_path)!r}]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True
    )
    assert int(done.stdout) >= 5, done.stderr


# --- paths ---


def test_what_lies_in_an_archive_is_never_unpacked(tmp_path: Path) -> None:
    """No archive is an input: what names a path outside of it writes nothing and is refused."""
    for ending in ("zip", "xlsx", "csv", "jsonl.gz"):
        with zipfile.ZipFile(tmp_path / f"a.{ending}", "w") as parts:
            parts.writestr("../../escaped.txt", "x")
            parts.writestr("/tmp/escaped-kutipan.txt", "x")
    found = list(read([tmp_path]))
    assert len(found) == 4
    assert {item.reason.value for item in found if isinstance(item, Reject)} <= {
        "unsupported",
        "unreadable",
        "binary",
    }
    assert not Path("/tmp/escaped-kutipan.txt").exists()


def test_links_do_not_lead_out_of_a_folder_in_circles(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text(story(1))
    (folder / "a.txt").write_text(story(2))
    (folder / "up").symlink_to(tmp_path)
    (folder / "round").symlink_to(folder)
    (folder / "outside").symlink_to(tmp_path / "outside")
    assert [item.article_id for item in read([folder])] == ["a"]


@pytest.mark.parametrize("name", ["pipe.txt", "socket.jsonl", "device.txt"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """A pipe that nobody writes to would be waited for without end."""
    path = tmp_path / name
    if name == "pipe.txt":
        os.mkfifo(path)
    elif name == "device.txt":
        path.symlink_to("/dev/zero")
    else:
        import socket

        with socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.relpath(path))
    (item,) = read([tmp_path])
    assert isinstance(item, Reject)
    assert item.reason == "unreadable"


def test_what_is_no_file_is_not_looked_into(tmp_path: Path) -> None:
    """Neither for its columns nor for one that was named: nobody writes to the pipe."""
    os.mkfifo(tmp_path / "pipe.csv")
    (described,) = describe([tmp_path])
    assert described.problem == "not a regular file"
    (item,) = read([tmp_path], mapping={"text": "isi"})
    assert isinstance(item, Reject)
    assert item.reason == "unreadable"


@pytest.mark.parametrize("odd", ["../../x", "/etc/passwd", "a/../../b", "C:\\x", "x\ny", "..", "~"])
def test_ids_and_names_are_never_paths(tmp_path: Path, odd: str) -> None:
    """What an article calls itself names nothing on the disk."""
    corpus = write_jsonl(
        tmp_path / "in.jsonl", [{"id": odd, "text": story(1), "title": odd, "source": odd}]
    )
    before = {path for path in tmp_path.parent.rglob("*") if "out" not in path.parts}
    small(corpus, tmp_path / "out")
    after = {path for path in tmp_path.parent.rglob("*") if "out" not in path.parts}
    assert before == after


# --- spreadsheets ---

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "-2+3|cmd"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_any_table_runs_in_a_spreadsheet(tmp_path: Path, formula: str) -> None:
    """In whatever column of text a formula comes to stand; a table of numbers keeps its numbers."""
    tables = tabulate([extraction()], [])
    for name, columns in TABLES.items():
        frame = getattr(tables, name)
        for column in columns:
            if column.kind is Kind.TEXT and not column.choices and len(frame):
                frame[column.name] = pd.Series(
                    [f"{formula}{place}" for place in range(len(frame))], dtype="str"
                )
    write_tables(tables, tmp_path, excel=True)
    for name, columns in TABLES.items():
        cells = pd.read_csv(
            tmp_path / f"{name}.csv", dtype="str", keep_default_na=False, encoding="utf-8-sig"
        )
        for column in columns:
            if column.kind is Kind.TEXT and len(cells):
                starts = set(cells[column.name].str[:1])
                assert not starts & set("=+-@\t\r"), (name, column.name, starts)


def test_text_is_what_the_made_article_holds() -> None:
    """The tests above change cells of a table that has rows."""
    assert TEXT
    assert len(tabulate([extraction()], []).quotes) == 3
