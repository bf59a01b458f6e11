"""Reading: every input kind, every way it can be broken, and how articles get their ids."""

import gzip
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import fsspec
import openpyxl
import pandas as pd
import pytest
from fsspec.spec import AbstractFileSystem
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError, UsageError
from pipeline.inputs import dates, streams
from pipeline.inputs.columns import column_key, known_names
from pipeline.inputs.description import describe
from pipeline.records import Article, Reason, Reject
from pipeline.stages.read import read, read_frame

TEXT = (
    'Harga beras turun pekan ini. "Stok aman," kata Kepala Dinas Pangan Siti Aminah, Senin (1/7).'
)
OTHER = (
    "“Kami siap,” kata Andi Wijaya. Ia menambahkan bahwa pasokan dari daerah lain juga sudah tiba."
)


def articles(found: Iterable[Article | Reject]) -> list[Article]:
    return [item for item in found if isinstance(item, Article)]


def rejects(found: Iterable[Article | Reject]) -> list[Reject]:
    return [item for item in found if isinstance(item, Reject)]


def only_article(path: Path | str, **options: object) -> Article:
    found = list(read([path], **options))
    assert len(found) == 1, found
    assert isinstance(found[0], Article), found
    return found[0]


def only_reject(path: Path | str) -> Reject:
    found = list(read([path]))
    assert len(found) == 1, found
    assert isinstance(found[0], Reject), found
    return found[0]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file below the test's folder and return its path."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return put


def jsonl(*records: Mapping[str, object]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


HTML = f"""<!doctype html><html><head><meta charset="utf-8"><title>Harga Beras Turun</title>
<meta property="article:published_time" content="2024-07-01T10:30:00+07:00">
<link rel="canonical" href="https://ekonomi.kompas.com/read/2024/07/01/beras">
<meta property="og:site_name" content="KOMPAS.com"></head><body>
<nav><ul><li><a href="/">Beranda</a></li><li><a href="/eko">Ekonomi</a></li></ul></nav>
<article><h1>Harga Beras Turun</h1><p>{TEXT}</p><p>{OTHER}</p>
<p>Menurut Budi Santoso, panen raya di Jawa Tengah membuat harga turun sepuluh persen.</p></article>
<footer>Hak cipta</footer></body></html>"""


@pytest.fixture
def storage() -> Iterator[AbstractFileSystem]:
    """Object storage: fsspec's, which lives in memory."""
    memory = fsspec.filesystem("memory")
    yield memory
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]


class TestStorage:
    def test_what_is_read_does_not_depend_on_where_it_lies(self, storage, root: Path) -> None:
        storage.put(f"{root / 'data' / 'raw'}/", "/bucket/raw", recursive=True)
        here = list(read([root / "data" / "raw"]))
        there = list(read(["memory://bucket/raw"]))
        assert len(here) == 15
        assert [replace(item, source_file="") for item in there] == [
            replace(item, source_file="") for item in here
        ]
        assert all(item.source_file.startswith("memory://bucket/raw/") for item in there)

    def test_files_globs_and_what_is_hidden(self, storage) -> None:
        for name in ("a/1.txt", "a/2.csv", "b/c/3.txt", ".git/4.txt", "b/.5.txt"):
            content = f"text\n{TEXT}\n" if name.endswith("csv") else TEXT
            storage.pipe(f"/bucket/{name}", content.encode())
        for named, ids in {
            "memory://bucket/a/1.txt": ["1"],
            "memory://bucket/*/*.txt": ["a/1"],
            "memory://bucket/**/*.txt": ["a/1", "b/c/3"],
            "memory://bucket/b": ["c/3"],
        }.items():
            assert [item.article_id for item in read([named])] == ids

    @pytest.mark.parametrize(
        ("named", "told", "hint"),
        [
            ("memory://bucket/none.txt", "no file or folder", "Check the path"),
            ("memory://bucket/*.txt", "No file matches", "pattern"),
            ("nowhere://bucket/a.txt", "cannot be reached", "address"),
            ("dropbox://bucket/a.txt", "library that is not here", "Install"),
        ],
    )
    def test_a_place_that_cannot_be_read(self, storage, named: str, told: str, hint: str) -> None:
        with pytest.raises(InputError, match=told) as error:
            list(read([named]))
        assert hint in error.value.hint


class TestFiles:
    def test_a_text_file_is_one_article(self, write) -> None:
        path = write("kompas/beras.txt", TEXT)
        article = only_article(path)
        assert article == Article(
            article_id="beras", text=TEXT, outlet="kompas", source_file=path.as_posix()
        )

    def test_a_page_gives_its_article_by_paragraphs(self, write) -> None:
        article = only_article(write("beras.html", HTML))
        assert article.text.splitlines()[-3:-1] == [TEXT, OTHER]
        assert "Beranda" not in article.text
        assert article.title == "Harga Beras Turun"
        assert article.url == "https://ekonomi.kompas.com/read/2024/07/01/beras"
        assert article.outlet == "kompas.com"
        assert article.published_at == datetime(2024, 7, 1, 3, 30, tzinfo=UTC)
        assert article.article_id == "beras"

    @pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.TXT", "a.HTM"])
    def test_packed_and_upper_case_endings(self, write, name: str) -> None:
        article = only_article(write(name, HTML if "htm" in name.lower() else TEXT))
        assert TEXT in article.text
        assert article.article_id == "a"

    def test_folders_are_read_in_order_without_what_is_hidden(self, write, tmp_path: Path) -> None:
        for name in ("b/2.txt", "a/1.txt", "a/c/3.txt", "0.txt", ".hidden.txt", ".git/4.txt"):
            write(name, TEXT)
        found = list(read([tmp_path]))
        assert [item.article_id for item in found] == ["0", "a/1", "a/c/3", "b/2"]
        assert [item.outlet for item in articles(found)] == [tmp_path.name, "a", "c", "b"]

    def test_globs(self, write, tmp_path: Path) -> None:
        for name in ("a/1.txt", "a/2.csv", "b/c/3.txt"):
            write(name, f"text\n{TEXT}\n" if name.endswith("csv") else TEXT)
        assert [a.article_id for a in articles(read([f"{tmp_path}/*/*.txt"]))] == ["a/1"]
        assert [a.article_id for a in articles(read([f"{tmp_path}/**/*.txt"]))] == ["a/1", "b/c/3"]

    def test_a_file_named_twice_is_read_once(self, write, tmp_path: Path) -> None:
        path = write("a.txt", TEXT)
        assert len(list(read([path, tmp_path, f"{tmp_path}/*.txt"]))) == 1

    def test_two_files_of_one_stem_are_both_kept(self, write, tmp_path: Path) -> None:
        write("a.txt", TEXT)
        write("a.html", HTML)
        assert [item.article_id for item in read([tmp_path])] == ["a.html", "a.txt"]

    def test_two_folders_with_one_name_each_are_both_kept(self, write, tmp_path: Path) -> None:
        write("x/a.txt", TEXT)
        write("y/a.txt", OTHER)
        ids = [item.article_id for item in read([tmp_path / "x", tmp_path / "y"])]
        assert len(set(ids)) == 2
        assert all("a.txt" in found for found in ids)

    def test_one_article_twice_is_kept_twice(self, write, tmp_path: Path) -> None:
        write("a.txt", TEXT)
        write("b.txt", TEXT)
        assert [item.text for item in articles(read([tmp_path]))] == [TEXT, TEXT]

    @pytest.mark.parametrize(
        ("encoding", "text"),
        [
            ("utf-8", OTHER),
            ("utf-8-sig", OTHER),
            ("utf-16", OTHER),
            ("utf-16-le", OTHER),
            ("utf-16-be", OTHER),
            ("utf-32", OTHER),
            ("cp1252", OTHER),
            ("cp1252", f"Kafé itu ramai. {OTHER}"),
            ("cp1251", "Правительство сообщило, что цены на рис упали. " * 5),
        ],
    )
    def test_encodings_are_found(self, write, encoding: str, text: str) -> None:
        assert only_article(write("a.txt", text.encode(encoding))).text == text

    def test_utf_8_with_some_bytes_of_windows(self, write) -> None:
        data = f"{OTHER} “Ya,” kata “Andi”. ".encode() + b"Harga \x96 naik."
        assert (
            only_article(write("a.txt", data)).text == f"{OTHER} “Ya,” kata “Andi”. Harga – naik."
        )

    def test_a_page_in_the_encoding_that_it_names(self, write) -> None:
        page = HTML.replace('charset="utf-8"', 'charset="windows-1252"')
        assert OTHER in only_article(write("a.html", page.encode("cp1252"))).text

    def test_characters_are_kept_for_cleaning(self, write) -> None:
        text = "Satu\r\ndua\u00a0tiga\x00\u200b 😀 مرحبا"
        assert only_article(write("a.txt", text)).text == text


class TestBadFiles:
    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.txt", b"", Reason.EMPTY),
            ("a.txt", b" \n\t\r\n", Reason.EMPTY),
            ("a.txt", b"\xef\xbb\xbf", Reason.EMPTY),
            ("a.txt.gz", b"", Reason.EMPTY),
            ("a.csv", b"", Reason.EMPTY),
            ("a.csv", b"\n\n", Reason.EMPTY),
            ("a.csv", b"text,title\n", Reason.EMPTY),
            ("a.jsonl", b"", Reason.EMPTY),
            ("a.json", b"[]", Reason.EMPTY),
            ("a.xlsx", b"", Reason.EMPTY),
            ("a.parquet", b"", Reason.EMPTY),
            ("a.txt", b"%PDF-1.7 abc", Reason.BINARY),
            ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), Reason.BINARY),
            ("a.txt", bytes(range(256)) * 40, Reason.BINARY),
            ("a.txt", bytes(5000), Reason.BINARY),
            ("a.csv", gzip.compress(b"text\nabc\n"), Reason.BINARY),
            ("a.html", b"PK\x03\x04" + bytes(100), Reason.BINARY),
            (
                "a.html",
                "<html><body><nav><a href='/'>Beranda</a></nav></body></html>",
                Reason.NO_ARTICLE,
            ),
            ("a.html", "<html></html>", Reason.NO_ARTICLE),
            ("a.html", "<<<>>>&&& <div <p", Reason.NO_ARTICLE),
            ("a.pdf", b"%PDF", Reason.UNSUPPORTED),
            ("a.xls", b"x", Reason.UNSUPPORTED),
            ("a", b"x", Reason.UNSUPPORTED),
            ("a.parquet.gz", b"x", Reason.UNSUPPORTED),
            ("a.csv", "judul,tanggal\nBeras,2024-07-01\n", Reason.NO_TEXT_COLUMN),
            ("a.jsonl", '{"judul": "Beras"}\n{"judul": "Gula"}\n', Reason.NO_TEXT_COLUMN),
            ("a.json", '{"judul": "Beras"}', Reason.NO_TEXT_COLUMN),
            ("a.json", "{", Reason.BROKEN_RECORD),
            ("a.json", "[" * 200_000, Reason.BROKEN_RECORD),
            ("a.json", '"teks"', Reason.BROKEN_RECORD),
            ("a.xlsx", b"PK\x03\x04 broken", Reason.UNREADABLE),
            ("a.parquet", b"PAR1 broken PAR1", Reason.UNREADABLE),
        ],
    )
    def test_gives_one_reject_with_its_reason(self, write, name, content, reason) -> None:
        path = write(name, content)
        reject = only_reject(path)
        assert (reject.reason, reject.source_file) == (reason, path.as_posix())
        assert reject.detail

    def test_the_columns_there_are_stand_in_the_detail(self, write) -> None:
        assert "judul, tanggal" in only_reject(write("a.csv", "judul,tanggal\nBeras,x\n")).detail

    @pytest.mark.parametrize(
        "name", ["a.txt.gz", "a.csv.gz", "a.jsonl.gz", "a.html.gz", "a.json.gz"]
    )
    @pytest.mark.parametrize("keep", [5, 30])
    def test_damaged_gzip(self, tmp_path: Path, name: str, keep: int) -> None:
        (tmp_path / name).write_bytes(gzip.compress(f"text\n{TEXT}\n".encode() * 50)[:keep])
        assert Reason.UNREADABLE in [item.reason for item in rejects(read([tmp_path]))]

    def test_what_is_no_gzip(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt.gz").write_bytes(b"not packed at all")
        assert only_reject(tmp_path / "a.txt.gz").reason is Reason.UNREADABLE

    def test_rows_before_the_damage_are_kept(self, tmp_path: Path) -> None:
        rows = jsonl(*({"id": n, "text": f"{TEXT} {os.urandom(400).hex()}"} for n in range(300)))
        packed = gzip.compress(rows.encode())
        (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
        found = list(read([tmp_path]))
        assert len(articles(found)) > 50
        assert isinstance(found[-1], Reject)
        assert found[-1].reason is Reason.UNREADABLE

    def test_a_file_that_vanishes_during_the_run(self, write, tmp_path: Path) -> None:
        write("a.txt", TEXT)
        gone = write("b.txt", TEXT)
        write("c.txt", TEXT)
        found = read([tmp_path])
        assert isinstance(next(found), Article)
        gone.unlink()
        reject, last = found
        assert isinstance(reject, Reject)
        assert (reject.reason, reject.source_file) == (Reason.UNREADABLE, gone.as_posix())
        assert isinstance(last, Article)

    def test_a_link_to_nowhere(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere.txt")
        assert only_reject(tmp_path).reason is Reason.UNREADABLE

    def test_a_link_back_to_the_folder_ends(self, write, tmp_path: Path) -> None:
        write("a.txt", TEXT)
        (tmp_path / "again").symlink_to(tmp_path)
        assert len(list(read([tmp_path]))) == 1

    def test_one_bad_file_does_not_stop_the_others(self, write, tmp_path: Path) -> None:
        write("a.xlsx", b"broken")
        write("b.txt", TEXT)
        found = list(read([tmp_path]))
        assert [type(item) for item in found] == [Reject, Article]

    def test_too_large_an_article(self, write, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("pipeline.inputs.pages.MAX_ARTICLE", 1000)
        assert only_reject(write("a.txt.gz", "a" * 5000)).reason is Reason.TOO_LARGE

    def test_too_large_a_table_keeps_the_rows_before(self, write, monkeypatch) -> None:
        monkeypatch.setattr(streams, "MAX_FILE_BYTES", 200_000)
        path = write("a.jsonl.gz", jsonl(*({"text": f"{TEXT} {n}"} for n in range(5000))))
        found = list(read([path]))
        assert len(articles(found)) > 500
        assert isinstance(found[-1], Reject)
        assert found[-1].reason is Reason.TOO_LARGE

    def test_too_large_a_cell(self, write, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("pipeline.stages.read.MAX_ARTICLE", 1000)
        found = list(read([write("a.csv", f"id,text\n1,{'a ' * 3000}\n2,abc\n")]))
        assert [item.reason for item in rejects(found)] == [Reason.TOO_LARGE]
        assert [item.article_id for item in articles(found)] == ["2"]


class TestNoInput:
    @pytest.mark.parametrize(
        "name", ["nowhere", "nowhere.txt", "nowhere/*.txt", "*.nothing", "\x00"]
    )
    def test_a_missing_path_is_an_error_with_a_hint(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(InputError) as error:
            read([tmp_path / name if "\x00" not in name else name])
        assert error.value.hint

    def test_an_empty_folder_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / ".hidden").write_text(TEXT)
        with pytest.raises(InputError, match="holds no files"):
            read([tmp_path])

    def test_naming_nothing_is_an_error(self) -> None:
        with pytest.raises(InputError):
            read([])

    def test_an_unknown_zone_is_wrong_usage(self, write) -> None:
        with pytest.raises(UsageError, match="Mars/Base"):
            read([write("a.txt", TEXT)], timezone="Mars/Base")


NEWS_WATCH = {
    "title": "Harga Beras Turun",
    "publish_date": "2024-07-01 17:45:00",
    "author": "Unknown",
    "content": TEXT,
    "keyword": "beras",
    "category": "Unknown",
    "source": "kompas",
    "link": "https://money.kompas.com/read/2024/07/01/beras",
}
TRAFILATURA = {
    "title": "Harga Beras Turun",
    "author": None,
    "hostname": "kompas.com",
    "date": "2024-07-01",
    "id": None,
    "license": None,
    "raw_text": "mentah",
    "text": TEXT,
    "source": "https://money.kompas.com/read/2024/07/01/beras",
    "source-hostname": "KOMPAS.com",
    "sitename": "KOMPAS.com",
}


def as_xlsx(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_excel(buffer, index=False)
    return buffer.getvalue()


def as_parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


WRITERS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    "a.csv": lambda frame: frame.to_csv(index=False).encode(),
    "a.csv.gz": lambda frame: frame.to_csv(index=False).encode(),
    "semicolon.csv": lambda frame: frame.to_csv(index=False, sep=";").encode(),
    "excel.csv": lambda frame: frame.to_csv(index=False, sep=";").encode("utf-8-sig"),
    "utf16.csv": lambda frame: frame.to_csv(index=False, sep="\t").encode("utf-16"),
    "windows.csv": lambda frame: frame.to_csv(index=False).encode("cp1252"),
    "escaped.csv": lambda frame: frame.to_csv(
        index=False, doublequote=False, escapechar="\\"
    ).encode(),
    "crlf.csv": lambda frame: frame.to_csv(index=False, lineterminator="\r\n").encode(),
    "a.tsv": lambda frame: frame.to_csv(index=False, sep="\t").encode(),
    "unquoted.tsv": lambda frame: "\n".join(
        "\t".join(map(str, row)) for row in [frame.columns, *frame.to_numpy()]
    ).encode(),
    "a.jsonl": lambda frame: frame.to_json(orient="records", lines=True).encode(),
    "a.ndjson": lambda frame: frame.to_json(orient="records", lines=True).encode(),
    "a.jsonl.gz": lambda frame: frame.to_json(orient="records", lines=True).encode(),
    "a.json": lambda frame: frame.to_json(orient="records").encode(),
    "pandas.json": lambda frame: frame.to_json().encode(),
    "wrapped.json": lambda frame: json.dumps({"articles": frame.to_dict("records")}).encode(),
    "lines.json": lambda frame: frame.to_json(orient="records", lines=True).encode(),
    "a.parquet": as_parquet,
    "a.xlsx": as_xlsx,
}


class TestTables:
    @pytest.mark.parametrize("name", WRITERS)
    def test_every_kind_of_table_gives_the_same_articles(self, write, name: str) -> None:
        rows = [NEWS_WATCH, {**NEWS_WATCH, "content": OTHER, "link": "https://www.detik.com/d-1"}]
        path = write(name, WRITERS[name](pd.DataFrame(rows)))
        first, second = read([path])
        assert first == Article(
            article_id=NEWS_WATCH["link"],
            text=TEXT,
            title="Harga Beras Turun",
            outlet="kompas",
            published_at=datetime(2024, 7, 1, 10, 45, tzinfo=UTC),
            url=NEWS_WATCH["link"],
            source_file=path.as_posix(),
            source_row=1,
        )
        assert isinstance(second, Article)
        assert (second.text, second.source_row) == (OTHER, 2)

    @pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
    def test_trafilatura(self, write, name: str) -> None:
        article = only_article(write(name, json.dumps(TRAFILATURA)))
        assert article.text == TEXT
        assert article.article_id == article.url == TRAFILATURA["source"]
        assert article.outlet == "KOMPAS.com"
        assert article.published_at == datetime(2024, 6, 30, 17, tzinfo=UTC)

    @pytest.mark.parametrize(
        "name", [*known_names()["text"], "Isi Berita", "ISI", "  Text ", "\ufeffcontent"]
    )
    def test_columns_of_text_are_known_by_name(self, write, name: str) -> None:
        assert only_article(write("a.jsonl", jsonl({name: TEXT}))).text == TEXT

    def test_the_names_are_listed_once_and_in_one_form(self) -> None:
        for field, names in known_names().items():
            assert len(set(names)) == len(names), field
            assert [column_key(name) for name in names] == list(names)

    def test_indonesian_names(self, write) -> None:
        row = {
            "No": 7,
            "Judul": "Beras",
            "Isi": TEXT,
            "Tanggal": "Senin, 1 Juli 2024 | 17.45 WIB",
            "Tautan": "https://www.tempo.co/a",
            "Media": "Tempo",
        }
        article = only_article(write("a.csv", pd.DataFrame([row]).to_csv(index=False)))
        assert (article.title, article.outlet, article.url) == (
            "Beras",
            "Tempo",
            "https://www.tempo.co/a",
        )
        assert article.published_at == datetime(2024, 7, 1, 10, 45, tzinfo=UTC)
        assert article.article_id == "https://www.tempo.co/a"

    def test_an_outlet_where_no_column_says_it(self, write) -> None:
        path = write(
            "korpus/a.jsonl", jsonl({"text": TEXT, "url": "nasional.kompas.com/x"}, {"text": OTHER})
        )
        assert [item.outlet for item in articles(read([path]))] == ["kompas.com", "korpus"]

    def test_words_for_nothing_are_nothing(self, write) -> None:
        row = {
            "id": None,
            "text": TEXT,
            "title": "Unknown",
            "link": "nan",
            "date": "N/A",
            "source": "-",
        }
        article = only_article(write("x/a.jsonl", jsonl(row)))
        assert (article.title, article.url, article.published_at, article.outlet) == (
            "",
            "",
            None,
            "x",
        )

    def test_words_for_nothing_stay_in_the_text(self, write) -> None:
        found = articles(read([write("a.csv", "id,text\n1,NA adalah singkatan\n2,null dan NaN\n")]))
        assert [item.text for item in found] == ["NA adalah singkatan", "null dan NaN"]

    def test_a_row_without_text_is_a_reject_with_its_row(self, write) -> None:
        found = list(read([write("a.csv", "id,text\n1,satu\n2,\n3,Unknown\n4,abc\n")]))
        assert [(r.reason, r.source_row, r.article_id) for r in rejects(found)] == [
            (Reason.EMPTY, 2, "2"),
            (Reason.EMPTY, 3, "3"),
        ]
        assert [item.source_row for item in articles(found)] == [1, 4]

    def test_huge_cells_and_line_breaks_in_cells(self, write) -> None:
        text = f"{TEXT}\n\n{OTHER}\n" * 2000
        path = write("a.csv", pd.DataFrame([{"text": text}]).to_csv(index=False))
        assert only_article(path).text == text

    def test_one_column_with_commas(self, write) -> None:
        path = write("a.csv", "text\nHarga, kata Andi, naik.\nIa pergi, lalu pulang.\n")
        assert [item.text for item in articles(read([path]))] == [
            "Harga, kata Andi, naik.",
            "Ia pergi, lalu pulang.",
        ]

    def test_broken_rows_of_a_csv(self, write) -> None:
        content = "id,text\n1,satu\n2,dua,terlalu banyak\n3\n4,empat\n\n5,lima\n"
        found = list(read([write("a.csv", content)]))
        assert [item.article_id for item in articles(found)] == ["1", "4", "5"]
        assert [(item.reason, item.source_row) for item in rejects(found)] == [
            (Reason.BROKEN_RECORD, 2),
            (Reason.BROKEN_RECORD, 3),
        ]

    def test_a_mark_that_never_closes_costs_its_row_alone(self, write) -> None:
        rows = "".join(f'{n},"teks {n}"\n' for n in range(2, 3000))
        found = list(read([write("a.csv", f'id,text\n0,"nol"\n1,"tidak ditutup\n{rows}')]))
        assert [(item.reason, item.source_row) for item in rejects(found)] == [
            (Reason.BROKEN_RECORD, 2)
        ]
        assert [item.article_id for item in articles(found)] == ["0", *map(str, range(2, 3000))]

    def test_marks_are_never_dropped_in_silence(self, write) -> None:
        found = list(
            read([write("a.csv", 'id,text\n1,"Ia "siap" pergi"\n2,"Ia ""siap"" pergi"\n')])
        )
        assert [item.text for item in articles(found)] == ['Ia "siap" pergi']
        assert [item.source_row for item in rejects(found)] == [1]

    def test_broken_lines_of_a_jsonl(self, write) -> None:
        lines = [
            '{"text": "satu"}',
            '{"text": "du',
            "[1, 2]",
            "",
            '{"text": "lima"}',
            "NaN",
            '{"id": 7}',
        ]
        found = list(read([write("a.jsonl", "\n".join(lines))]))
        assert [(item.text, item.source_row) for item in articles(found)] == [
            ("satu", 1),
            ("lima", 5),
        ]
        assert [(item.reason, item.source_row) for item in rejects(found)] == [
            (Reason.BROKEN_RECORD, 2),
            (Reason.BROKEN_RECORD, 3),
            (Reason.BROKEN_RECORD, 6),
            (Reason.NO_TEXT_COLUMN, 7),
        ]

    def test_a_cell_in_another_encoding_costs_nothing(self, write) -> None:
        text = "“Kami siap” – kata Andi"
        data = f"id,text\n1,{text}\n".encode() + f"2,{text}\n".encode("cp1252")
        assert [item.text for item in articles(read([write("a.csv", data)]))] == [text, text]

    def test_a_lone_half_of_a_character_cannot_break_a_name(self, write) -> None:
        article = only_article(
            write("a.jsonl", '{"id": "a\\ud800b", "title": "x\\u0000y", "text": "teks"}')
        )
        assert (article.article_id, article.title) == ("a b", "x y")

    def test_numbers_as_ids(self, write) -> None:
        frame = pd.DataFrame({"id": [1, None, 3], "text": [TEXT, OTHER, TEXT]})
        ids = [item.article_id for item in articles(read([write("a.parquet", as_parquet(frame))]))]
        assert (ids[0], ids[2]) == ("1", "3")
        assert len(ids[1]) == 16

    def test_dates_of_parquet_and_excel(self, write) -> None:
        frame = pd.DataFrame({"text": [TEXT], "date": [pd.Timestamp("2024-07-01 17:45")]})
        for path in (write("a.parquet", as_parquet(frame)), write("a.xlsx", as_xlsx(frame))):
            assert only_article(path).published_at == datetime(2024, 7, 1, 10, 45, tzinfo=UTC)

    def test_sheets(self, tmp_path: Path) -> None:
        with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
            pd.DataFrame({"isi": [TEXT, None, OTHER]}).to_excel(
                book, sheet_name="satu", index=False
            )
            pd.DataFrame({"catatan": ["x"]}).to_excel(book, sheet_name="dua", index=False)
            pd.DataFrame().to_excel(book, sheet_name="kosong", index=False)
            pd.DataFrame({"isi": ["_x0041_ dan baris_x000D_"]}).to_excel(
                book, sheet_name="tiga", index=False
            )
        found = list(read([tmp_path]))
        assert [item.text for item in articles(found)] == [TEXT, OTHER, "A dan baris\r"]
        assert [item.reason for item in rejects(found)] == [Reason.NO_TEXT_COLUMN]
        assert "'dua'" in rejects(found)[0].detail

    @pytest.mark.parametrize(
        ("above", "columns", "read_as"),
        [
            ([["Rekap Maret 2025"], [], ["Redaksi", "Kota"]], ["No", "Tgl", "Isi"], [TEXT]),
            ([["Rekap"]], ["no", "catatan", "judul"], []),  # no column of text
            ([["jenis", "jumlah", "bulan"]], ["berita", "opini", "foto"], []),  # a record
        ],
    )
    def test_titles_above_the_names_of_the_columns(
        self, tmp_path: Path, above: list[list[str]], columns: list[str], read_as: list[str]
    ) -> None:
        book = openpyxl.Workbook()
        for row in (*above, columns, ["1", "2/3/2025", TEXT]):
            book.worksheets[0].append(row)
        book.save(tmp_path / "a.xlsx")
        found = list(read([tmp_path / "a.xlsx"]))
        assert [item.text for item in articles(found)] == read_as
        assert len(rejects(found)) == (not read_as)

    def test_a_corpus_of_pages_names_its_crawl_and_no_outlet(self, write) -> None:
        row = {"text": TEXT, "timestamp": "2018/07/05 05:52:08", "url": "https://a.kompas.com/x"}
        for source, outlet in (("mC4", "kompas.com"), ("OSCAR-2301", "kompas.com"), ("RRI", "RRI")):
            article = only_article(write("a.jsonl", jsonl(row | {"source": source})))
            assert article.outlet == outlet
            assert article.published_at == datetime(2018, 7, 4, 22, 52, 8, tzinfo=UTC)

    def test_parquet_is_read_in_pieces(self, write) -> None:
        frame = pd.DataFrame({"text": [f"teks {n}" for n in range(1000)]})
        found = articles(read([write("a.parquet", as_parquet(frame))]))
        assert [item.source_row for item in found] == list(range(1, 1001))

    def test_records_under_their_ids(self, write) -> None:
        path = write("a.json", json.dumps({"x1": {"text": TEXT}, "x2": {"text": OTHER}}))
        assert [item.article_id for item in articles(read([path]))] == ["x1", "x2"]


class TestIds:
    def test_a_column_then_the_link_then_the_text(self, write) -> None:
        rows = [
            {"id": "A-1", "text": TEXT, "link": "https://a.id/1"},
            {"id": "", "text": TEXT, "link": "https://a.id/2"},
            {"id": "", "text": TEXT, "link": ""},
        ]
        ids = [item.article_id for item in articles(read([write("a.jsonl", jsonl(*rows))]))]
        assert ids[:2] == ["A-1", "https://a.id/2"]
        assert len(ids[2]) == 16

    def test_two_tables_that_both_count_from_one(self, write, tmp_path: Path) -> None:
        for name in ("a.csv", "b.csv"):
            write(name, f"id,text\n1,{name} satu\n2,{name} dua\n")
        found = articles(read([tmp_path]))
        assert [item.article_id for item in found] == ["1", "2", "b.csv#1", "b.csv#2"]
        assert len({item.text for item in found}) == 4

    def test_one_id_over_and_over(self, write) -> None:
        path = write("a.csv", "id,text\n1,satu\n1,dua\n1,tiga\n1,empat\n")
        ids = [item.article_id for item in articles(read([path]))]
        assert len(set(ids)) == 4
        assert ids == [item.article_id for item in articles(read([path]))]

    def test_the_same_text_without_an_id(self, write) -> None:
        found = articles(read([write("a.jsonl", jsonl({"text": TEXT}, {"text": TEXT}))]))
        assert len({item.article_id for item in found}) == 2

    def test_an_id_that_is_also_a_file(self, write, tmp_path: Path) -> None:
        write("1.txt", TEXT)
        write("a.csv", "id,text\n1,satu\n")
        assert [item.article_id for item in articles(read([tmp_path]))] == ["1", "a.csv#1"]


class TestMapping:
    def test_names_columns(self, write) -> None:
        path = write("a.csv", "no,isi,catatan,text\n7,satu,x,bukan ini\n")
        article = only_article(path, mapping={"text": "isi", "id": "no", "outlet": "Catatan"})
        assert (article.text, article.article_id, article.outlet) == ("satu", "7", "x")

    def test_a_column_that_is_not_there(self, write) -> None:
        with pytest.raises(InputError, match="'badan'") as error:
            read([write("a.csv", "no,isi\n7,satu\n")], mapping={"text": "badan"})
        assert "no, isi" in error.value.hint

    def test_a_field_that_is_not_there(self, write) -> None:
        with pytest.raises(UsageError, match="'body'") as error:
            read([write("a.csv", "isi\nsatu\n")], mapping={"body": "isi"})
        assert "published_at" in error.value.hint

    def test_a_table_without_the_column_does_not_stop_the_others(
        self, write, tmp_path: Path
    ) -> None:
        write("a.csv", "badan,x\nsatu,1\n")
        write("b.csv", "lain,x\ndua,1\n")
        found = list(read([tmp_path], mapping={"text": "badan"}))
        assert [item.text for item in articles(found)] == ["satu"]
        assert [item.reason for item in rejects(found)] == [Reason.NO_TEXT_COLUMN]

    def test_does_not_matter_to_files_of_one_article(self, write) -> None:
        assert only_article(write("a.txt", TEXT), mapping={"text": "isi"}).text == TEXT


class TestLimit:
    @pytest.mark.parametrize(("limit", "expected"), [(0, 0), (1, 1), (3, 3), (99, 4), (None, 4)])
    def test_counts_articles(self, write, limit: int | None, expected: int) -> None:
        path = write("a.csv", "id,text\n0,\n1,a\n2,b\n3,\n4,c\n5,d\n")
        assert len(articles(read([path], limit=limit))) == expected

    def test_does_not_count_rejects(self, write) -> None:
        found = list(read([write("a.csv", "id,text\n0,\n1,a\n2,b\n")], limit=1))
        assert [type(item) for item in found] == [Reject, Article]


class TestDates:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2024-01-17", "2024-01-16 17:00"),
            ("2024-01-17 14:35:00", "2024-01-17 07:35"),
            ("2024-01-17T14:35:00+07:00", "2024-01-17 07:35"),
            ("2024-01-17T07:35:00Z", "2024-01-17 07:35"),
            ("2024-01-17T07:35:00.123Z", "2024-01-17 07:35"),
            ("17 Januari 2024", "2024-01-16 17:00"),
            ("Rabu, 17 Januari 2024 14:35 WIB", "2024-01-17 07:35"),
            ("Rabu, 17 Jan 2024 | 14:35 WIB", "2024-01-17 07:35"),
            ("Rabu (17/1/2024) 14.35 WITA", "2024-01-17 06:35"),
            ("17/01/2024 14:35", "2024-01-17 07:35"),
            ("05/08/2024", "2024-08-04 17:00"),
            ("17-08-2024", "2024-08-16 17:00"),
            ("Kamis, 1 Agustus 2024 pukul 09.05 WIT", "2024-08-01 00:05"),
            ("Jum'at, 3 Mei 2024", "2024-05-02 17:00"),
            ("3 Okt. 2024, 08:00", "2024-10-03 01:00"),
            ("Des 5, 2024", "2024-12-04 17:00"),
            ("Wed, 17 Jan 2024 14:35:00 +0700", "2024-01-17 07:35"),
            ("January 17, 2024 2:35 PM", "2024-01-17 07:35"),
            ("1705476900", "2024-01-17 07:35"),
            (1705476900, "2024-01-17 07:35"),
            (1705476900000, "2024-01-17 07:35"),
        ],
    )
    def test_are_read(self, written: object, expected: str) -> None:
        moment = dates.parse(written, ZoneInfo("Asia/Jakarta"))
        assert moment is not None
        assert moment.utcoffset().total_seconds() == 0
        assert f"{moment:%Y-%m-%d %H:%M}" == expected

    @pytest.mark.parametrize(
        "written",
        ["", "Unknown", "kemarin", "2 jam lalu", "Januari 2024", "12", "14:35", "Senin", "2024",
         "99/99/9999", "0001-01-01", "9999-12-31", "31 Februari 2024", "x" * 5000, float("nan"),
         None, pd.NaT, pd.NA, [], {}, 10**40],
    )  # fmt: skip
    def test_that_say_nothing_for_certain_are_none(self, written: object) -> None:
        assert dates.parse(written, ZoneInfo("Asia/Jakarta")) is None

    @given(
        st.one_of(
            st.text(), st.text("0123456789/-:. JanuariWIBpukul+,|"), st.integers(), st.floats()
        )
    )
    def test_never_fail(self, written: object) -> None:
        moment = dates.parse(written, ZoneInfo("Asia/Jakarta"))
        assert moment is None or moment.tzinfo is UTC

    def test_in_another_zone(self, write) -> None:
        path = write("a.csv", "text,date\nabc,2024-01-17 14:35\n")
        assert only_article(path, timezone="Asia/Makassar").published_at == datetime(
            2024, 1, 17, 6, 35, tzinfo=UTC
        )


class TestFrame:
    def test_by_the_rules_of_a_table(self) -> None:
        frame = pd.DataFrame([NEWS_WATCH, {**NEWS_WATCH, "content": None}], index=["x", "y"])
        article, reject = read_frame(frame)
        assert isinstance(article, Article)
        assert (article.text, article.outlet, article.source_row) == (TEXT, "kompas", 1)
        assert article.published_at == datetime(2024, 7, 1, 10, 45, tzinfo=UTC)
        assert isinstance(reject, Reject)
        assert (reject.reason, reject.source_row) == (Reason.EMPTY, 2)

    def test_types_of_pandas(self) -> None:
        frame = pd.DataFrame(
            {
                "id": pd.array([1, None], "Int64"),
                "isi": ["a", "b"],
                "tanggal": pd.to_datetime(["2024-07-01", None]),
            }
        )
        first, second = articles(read_frame(frame))
        assert (first.article_id, first.published_at) == (
            "1",
            datetime(2024, 6, 30, 17, tzinfo=UTC),
        )
        assert (len(second.article_id), second.published_at) == (16, None)

    def test_without_a_column_of_text(self) -> None:
        with pytest.raises(InputError, match="judul"):
            read_frame(pd.DataFrame({"judul": ["a"]}))

    def test_with_a_mapping(self) -> None:
        frame = pd.DataFrame({"judul": ["a"], 0: ["teks"]})
        assert [item.text for item in articles(read_frame(frame, mapping={"text": "0"}))] == [
            "teks"
        ]
        with pytest.raises(InputError, match="'isi'"):
            read_frame(frame, mapping={"text": "isi"})


class TestDescribe:
    def test_tells_what_would_be_read(self, write, tmp_path: Path) -> None:
        write("a.csv", "No,Judul,Isi\n1,x,y\n")
        write("b.jsonl", jsonl({"content": TEXT, "source": "kompas"}))
        write("c.txt", TEXT)
        write("d.pdf", b"%PDF")
        write("e.csv", "judul\nx\n")
        write("f.xlsx", b"broken")
        table, lines, text, pdf, titles, broken = describe([tmp_path])
        assert (table.format, table.columns) == ("csv", ("No", "Judul", "Isi"))
        assert table.fields == (("text", ("Isi",)), ("title", ("Judul",)))
        assert ("text", ("content",)) in lines.fields
        assert (text.format, text.columns, text.problem) == ("text", (), "")
        assert pdf.problem.startswith("not an ending")
        assert titles.problem == "no column of text among: judul"
        assert broken.problem.startswith("damaged workbook")

    def test_raises_what_reading_raises(self, write, tmp_path: Path) -> None:
        path = write("a.csv", "isi\nx\n")
        with pytest.raises(InputError):
            describe([path], mapping={"text": "badan"})
        with pytest.raises(UsageError):
            describe([path], timezone="Mars/Base")
        with pytest.raises(InputError):
            describe([tmp_path / "nowhere"])


class TestAlways:
    @given(
        name=st.sampled_from(["a.txt", "a.html", "a.csv", "a.tsv", "a.jsonl", "a.json", "a.xlsx",
                              "a.parquet", "a.txt.gz"]),
        content=st.one_of(
            st.binary(max_size=300),
            st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")),
            st.text('text,";\t\n\r{}[]:\\x01é“').map(lambda rows: f"text\n{rows}".encode()),
        ),
    )  # fmt: skip
    def test_any_bytes_give_articles_or_rejects(self, tmp_path_factory, name, content) -> None:
        folder = tmp_path_factory.mktemp("bytes")
        (folder / name).write_bytes(content)
        found = list(read([folder]))
        assert found
        ids = [item.article_id for item in articles(found)]
        assert len(set(ids)) == len(ids)
        for item in found:
            assert item.source_file == (folder / name).as_posix()
            if isinstance(item, Article):
                "".join((item.article_id, item.title, item.outlet, item.url)).encode()
