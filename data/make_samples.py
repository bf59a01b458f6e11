"""Lay the prose of ``articles.toml`` out into ``raw/``: the same bytes every time."""

import csv
import gzip
import html
import io
import json
import sys
import tomllib
import zipfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
JOINTS = {"paragraphs": "\n\n", "flat": " ", "glued": ""}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip entry can carry
STAMP = datetime(2025, 1, 1)

Row = dict[str, str]


def load() -> dict[str, list[Row]]:
    """Return the articles by the file they go into, their text joined as their form says."""
    with (HERE / "articles.toml").open("rb") as source:
        articles = tomllib.load(source)["article"]
    files: dict[str, list[Row]] = defaultdict(list)
    for article in articles:
        row: Row = {name: value for name, value in article.items() if name not in ("file", "form")}
        row["text"] = JOINTS[article["form"]].join(article["text"].strip().split("\n"))
        files[article["file"]].append(row)
    return dict(files)


def as_txt(rows: list[Row]) -> bytes:
    """The text of the only article."""
    return f"{rows[0]['text']}\n".encode()


def as_csv(rows: list[Row]) -> bytes:
    """A table as news-watch writes it: naive local times, no id."""
    table = io.StringIO()
    names = ["title", "publish_date", "author", "content", "keyword", "category", "source", "link"]
    writer = csv.DictWriter(table, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        source = row["url"].split("/")[2]
        writer.writerow(
            {
                "title": row["title"],
                "publish_date": row["published"],
                "author": row["author"],
                "content": row["text"],
                "keyword": "teluk bayan",
                "category": row["category"],
                "source": source,
                "link": row["url"],
            }
        )
    return table.getvalue().encode()


def as_jsonl(rows: list[Row]) -> bytes:
    """One object a line as trafilatura writes it."""
    lines = []
    for row in rows:
        record = {
            "title": row["title"],
            "author": row["author"],
            "hostname": row["url"].split("/")[2],
            "date": row["published"],
            "categories": row["category"],
            "source-hostname": row["outlet"],
            "source": row["url"],
            "text": row["text"],
        }
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
    return "".join(lines).encode()


def as_parquet(rows: list[Row]) -> bytes:
    """A table with ids, text and UTC times."""
    names = ("title", "text", "outlet", "url")
    columns: dict[str, Any] = {"id": [f"eko-{number:03}" for number in range(1, len(rows) + 1)]}
    columns |= {name: [row[name] for row in rows] for name in names}
    times = [datetime.fromisoformat(row["published"]) for row in rows]
    columns["published_at"] = pa.array(times, pa.timestamp("us", tz="UTC"))
    table = io.BytesIO()
    pq.write_table(pa.table(columns), table, compression="zstd")
    return table.getvalue()


def as_xlsx(rows: list[Row]) -> bytes:
    """A sheet, repacked so that no time of the day it was made stands in it."""
    book = openpyxl.Workbook()
    book.properties.created = STAMP
    sheet = book.worksheets[0]
    names = ("title", "text", "date", "outlet", "url")
    sheet.append(["id", *names])
    for number, row in enumerate(rows, start=1):
        cells: dict[str, Any] = row | {"date": datetime.fromisoformat(row["published"])}
        sheet.append([number, *(cells[name] for name in names)])
    packed = io.BytesIO()
    book.save(packed)
    modified = book.properties.modified
    repacked = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(repacked, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                now, then = (f"{time:%Y-%m-%dT%H:%M:%SZ}" for time in (modified, STAMP))
                content = content.replace(now.encode(), then.encode())
            new.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return repacked.getvalue()


def as_html(rows: list[Row]) -> bytes:
    """A page with what surrounds an article on a news site: menus, advertisements, scripts."""
    row = {name: html.escape(value, quote=name != "text") for name, value in rows[0].items()}
    lines = [f"<p>{line}</p>" for line in row["text"].split("\n\n")]
    lines.insert(4, '<p><strong>Baca juga: <a href="/1">Hujan Sampai Jumat</a></strong></p>')
    lines.insert(2, '<div class="ad">ADVERTISEMENT<br>SCROLL TO CONTINUE WITH CONTENT</div>')
    body = "\n".join(f"      {line}" for line in lines)
    page = Template((HERE / "page.html").read_text(encoding="utf-8"))
    return page.substitute(row, body=body).encode()


WRITERS = {
    ".txt": as_txt,
    ".csv": as_csv,
    ".jsonl": as_jsonl,
    ".parquet": as_parquet,
    ".xlsx": as_xlsx,
    ".html": as_html,
}


def write(folder: Path) -> list[Path]:
    """Write every sample below ``folder`` and return the files."""
    written = []
    for name, rows in load().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = WRITERS[Path(name.removesuffix(".gz")).suffix](rows)
        path.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)
        written.append(path)
    return written


if __name__ == "__main__":
    for sample in write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "raw"):
        print(sample)
