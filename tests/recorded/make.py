"""Make the files beside this one from ``articles.toml``: what scrapers and newsrooms hand over."""

import csv
import html
import json
import shutil
import subprocess
import sys
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent

Article = dict[str, Any]


def flattened(text: str) -> str:
    """Return a text as news-watch keeps it: one line, a space before punctuation."""
    return " ".join(text.split()).replace(",", " ,").replace(". ", " . ")


def news_watch(article: Article, source: str) -> dict[str, str]:
    """Return a row of news-watch: local times, ``Unknown`` for what it did not find."""
    return {
        "title": article["title"],
        "publish_date": str(article["published"]),
        "author": article["author"],
        "content": flattened(article["text"]),
        "keyword": article["keyword"],
        "category": article["category"],
        "source": source,
        "link": article["url"],
    }


def write_news_watch(articles: dict[str, Article]) -> None:
    """A table with all cells in quotes, and as a record a line; one article found by two words."""
    rows = [
        news_watch(articles["telur"], "suaralembah"),
        news_watch(articles["jembatan"], "hariantelaga"),
        news_watch(articles["telur"], "suaralembah") | {"keyword": "sembako"},
    ]
    rows[1]["publish_date"] = "Unknown"
    with (HERE / "berita.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (HERE / "berita.jsonl").write_text("".join(lines), encoding="utf-8")


def page(article: Article) -> str:
    """Return a web page with the article, its menus and its links to others."""
    lines = [f"<p>{html.escape(line, quote=False)}</p>" for line in article["text"].split("\n")]
    lines.insert(2, '<p><strong>Baca juga: <a href="/lain">Cuaca Akhir Pekan</a></strong></p>')
    return "\n".join(
        [
            '<!doctype html><html lang="id"><head><meta charset="utf-8">',
            f"<title>{html.escape(article['title'])} - {article['outlet']}</title>",
            f'<meta property="og:site_name" content="{article["outlet"]}">',
            f'<meta name="author" content="{article["author"]}">',
            '<meta property="article:published_time" '
            f'content="{article["published"].isoformat()}+07:00">',
            f'<link rel="canonical" href="{article["url"]}"></head><body>',
            '<nav><a href="/">Beranda</a> <a href="/daerah">Daerah</a></nav>',
            f"<article><h1>{html.escape(article['title'])}</h1>",
            *lines,
            "</article><footer>Hak cipta dilindungi</footer></body></html>\n",
        ]
    )


def write_pages(articles: dict[str, Article]) -> None:
    """A folder of saved pages."""
    folder = HERE / "halaman"
    folder.mkdir(exist_ok=True)
    for name in ("klinik", "futsal"):
        (folder / f"{name}.html").write_text(page(articles[name]), encoding="utf-8")


def write_trafilatura() -> None:
    """What trafilatura's own command makes of those pages."""
    folder = HERE / "artikel"
    shutil.rmtree(folder, ignore_errors=True)
    command = ["-m", "trafilatura.cli", "--input-dir", "halaman", "--json", "--with-metadata"]
    subprocess.run([sys.executable, *command, "-o", "artikel"], cwd=HERE, check=True)
    for number, path in enumerate(sorted(folder.iterdir()), 1):
        record = json.loads(path.read_text(encoding="utf-8"))
        path.unlink()  # its name and `filedate` are of the day it was made
        record["filedate"] = "2025-03-10"
        (folder / f"{number}.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")


def write_sheet(articles: dict[str, Article]) -> None:
    """A newsroom's workbook: a heading above the columns, dates in three forms, a summary."""
    book = openpyxl.Workbook()
    book.properties.created = datetime(2025, 3, 10)
    sheet = book.worksheets[0]
    sheet.title = "Berita"
    sheet.append(["Rekap Pemberitaan Maret 2025"])
    sheet.append([])
    sheet.append(["No", "Judul", "Tanggal", "Media", "Isi", "Wartawan", "Link Berita"])
    dates = [
        articles["telur"]["published"],
        "Rabu, 5 Maret 2025 16.40 WIB",
        "08/03/2025",
        "-",
    ]
    for number, (article, date) in enumerate(zip(articles.values(), dates, strict=True), 1):
        cells = (article["title"], date, article["outlet"], article["text"], article["author"])
        sheet.append([number, *cells, article["url"]])
    summary = book.create_sheet("Rekap")
    summary.append(["Media", "Jumlah"])
    summary.append(["Suara Lembah", 2])
    book.save(HERE / "redaksi.xlsx")


def write_parquet(articles: dict[str, Article]) -> None:
    """A shard of a corpus of web pages: ``source`` and the time are those of the crawl."""
    chosen = [articles[name] for name in ("jembatan", "futsal")]
    columns = {
        "text": [article["text"] for article in chosen],
        "timestamp": ["2025/04/05 11:02:09", "2025/05/12 23:47:51"],
        "url": [article["url"] for article in chosen],
        "source": ["mC4", "OSCAR-2301"],
    }
    folder = HERE / "id"
    folder.mkdir(exist_ok=True)
    pq.write_table(pa.table(columns), folder / "id_part_00000.parquet")


def main() -> None:
    """Write them all."""
    articles = tomllib.loads((HERE / "articles.toml").read_text(encoding="utf-8"))
    for article in articles.values():
        article["text"] = article["text"].strip()
    write_news_watch(articles)
    write_pages(articles)
    write_trafilatura()
    write_sheet(articles)
    write_parquet(articles)


if __name__ == "__main__":
    main()
