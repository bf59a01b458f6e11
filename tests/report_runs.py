"""Folders of runs made for the report: each kind of article that the page tells apart."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from made import quote

from pipeline.outputs.tables import write_tables
from pipeline.records import (
    Article,
    CleanArticle,
    Extraction,
    Quote,
    QuoteType,
    Resolution,
    Speaker,
    SpeakerKind,
)
from pipeline.stages.tabulate import Tables, tabulate

EVIL = (
    "</script></style></p><script>alert(1)</script><img src=x onerror=alert(1)>"
    '<!--<script>"\' onclick="alert(1)" {{ 7*7 }} ${7*7} \N{LINE SEPARATOR}]]>\\'
)
REPORT = """Wali Kota Tanjungsari Rina Halim membuka pasar ikan yang baru di pelabuhan, Senin.
Ia berharap pedagang yang selama ini berjualan di tepi jalan pindah ke kios yang sudah disediakan.
"Sewa kios gratis selama tiga bulan pertama," kata Rina. Ketua Koperasi Nelayan Tanjungsari Anton
Wijaya menambahkan, pasar itu memiliki gudang pendingin dengan daya tampung dua puluh ton. Para
nelayan menyambut baik pembukaan pasar tersebut, tetapi meminta agar jalan menuju pelabuhan segera
diperbaiki karena sering tergenang air saat hujan turun. Rina menjanjikan perbaikan jalan itu
"selesai tahun ini".
"""
WIDE = (
    "\N{ROLLING ON THE FLOOR LAUGHING} Ramai \N{MUSICAL SYMBOL G CLEF} di warung. "
    "“Kopinya \N{HOT BEVERAGE}\N{DROPLET} enak \N{FACE SAVOURING DELICIOUS FOOD},” kata Budi. "
    "Menurut warga, antrean masih panjang."
)
RINA = Speaker("Rina Halim", SpeakerKind.PERSON, role="Wali Kota Tanjungsari", aliases=("Rina",))
ANTON = Speaker(
    "Anton Wijaya",
    SpeakerKind.PERSON,
    role="Ketua Koperasi Nelayan Tanjungsari",
    aliases=("Anton Wijaya",),
)
BUDI = Speaker("Budi", SpeakerKind.PERSON, aliases=("Budi",))
RESIDENTS = Speaker("warga", SpeakerKind.UNNAMED, aliases=("warga",))
OFFICE = Speaker("KPK", SpeakerKind.ORG, aliases=("KPK",))


def pasar(text: str) -> tuple[Quote, ...]:
    """Return the quotes of ``REPORT``, or of a copy of it."""
    indirect = text[text.index("pedagang") : text.index("disediakan") + len("disediakan")]
    return (
        quote(indirect, RINA, text=text, kind=QuoteType.INDIRECT, mention="Ia", cue="berharap",
              beside="Ia berharap", resolution=Resolution.PRONOUN, confidence=0.71),
        quote("Sewa kios gratis selama tiga bulan pertama,", RINA, text=text, mention="Rina",
              cue="kata", beside="kata Rina", resolution=Resolution.SHORT_NAME, confidence=0.98),
        quote("pasar itu memiliki gudang pendingin dengan daya tampung dua puluh ton", ANTON,
              text=text, kind=QuoteType.INDIRECT, mention="Anton\nWijaya" if "Anton\n" in text
              else "Anton Wijaya", cue="menambahkan", confidence=0.95),
        quote("selesai tahun ini", RINA, text=text, kind=QuoteType.MIXED, mention="Rina",
              cue="menjanjikan", beside="Rina menjanjikan", confidence=0.6),
    )  # fmt: skip


def articles() -> list[tuple[Article, tuple[Quote, ...]]]:
    """Return articles with their quotes: the report, its copies, emoji, silence, an attack."""
    copied = "TANJUNGSARI (Antara) - " + REPORT.replace("\n", " ")
    evil = f'"{EVIL}" kata Kepala. KPK mengatakan semua <b>aman</b>.'
    attack = Speaker(EVIL, SpeakerKind.PERSON, role=f"Kepala {EVIL}", aliases=(EVIL,))
    return [
        (Article("pasar", REPORT, "Pasar ikan dibuka", "Harian Pesisir",
                 datetime(2025, 3, 3, 2, tzinfo=UTC), "https://pesisir.example/pasar"),
         pasar(REPORT)),
        (Article("pasar-antara", copied, "Wali kota buka pasar ikan", "Antara",
                 datetime(2025, 3, 2, 18, tzinfo=UTC)), pasar(copied)),
        (Article("pasar-lagi", REPORT, "Pasar ikan", "Kabar", datetime(2025, 3, 4, tzinfo=UTC)),
         ()),
        (Article("warung", WIDE, "Ramai di warung", "Kabar", datetime(2025, 5, 30, 20, tzinfo=UTC)),
         (quote(WIDE[WIDE.index("Kopinya") : WIDE.index("” kata")], BUDI, text=WIDE, mention="Budi",
                cue="kata", beside="kata Budi"),
          quote("antrean masih panjang", RESIDENTS, text=WIDE, kind=QuoteType.INDIRECT,
                mention="warga", cue="Menurut", beside="Menurut", confidence=0.5))),
        (Article("sunyi", "Kereta berangkat pukul tujuh pagi.", "Kereta", ""), ()),
        (Article(EVIL, evil, EVIL, EVIL, None, "javascript:alert(1)"),
         (quote(EVIL, attack, text=evil, mention="Kepala", cue="kata"),
          quote("semua <b>aman</b>", OFFICE, text=evil, kind=QuoteType.INDIRECT, mention="KPK",
                cue="mengatakan", confidence=0.8),
          quote("aman", None, text=evil, kind=QuoteType.MIXED, resolution=Resolution.UNRESOLVED,
                confidence=0.2))),
    ]  # fmt: skip


def made_tables(given: list[tuple[Article, tuple[Quote, ...]]] | None = None) -> Tables:
    """Return the tables of the articles above; `pasar-lagi` has the text of `pasar`."""
    extractions = [
        Extraction(CleanArticle(article), quotes)
        for article, quotes in (articles() if given is None else given)
    ]
    return tabulate(extractions, duplicates={"pasar-lagi": "pasar"})


def made_run(
    folder: Path, tables: Tables | None = None, formats: tuple = ("parquet",), **options: Any
) -> Path:
    """Write a run into ``folder``."""
    write_tables(made_tables() if tables is None else tables, folder, formats, **options)
    record = {"arguments": {"timezone": "Asia/Jakarta"}}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def many(tables: Tables, times: int) -> Tables:
    """Return the tables ``times`` over, each copy with articles and speakers of its own.

    A few words are put behind each text, so that no copy is identical; offsets stay right.
    """
    copies: dict[str, list[pd.DataFrame]] = {"quotes": [], "speakers": [], "articles": []}
    for number in range(times):
        for name, frames in copies.items():
            frame = getattr(tables, name).copy()
            for column in {"article_id", "quote_id", "speaker_id"} & set(frame.columns):
                frame[column] = frame[column] + f"-{number}"
            if name == "articles":
                frame["text"] = frame["text"] + f" Berita nomor {number}."
            frames.append(frame)
    joined = {name: pd.concat(frames, ignore_index=True) for name, frames in copies.items()}
    return Tables(people=tables.people, rejects=tables.rejects, **joined)
