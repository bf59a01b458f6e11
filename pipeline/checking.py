"""Checking a run by reading: rows drawn by chance, a sheet to fill in, and what it tells."""

import csv
import html
import math
from collections.abc import Mapping
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pandas as pd

from pipeline.errors import InputError, OutputError

VERDICTS = ("words_right", "speaker_right", "role_right")
"""The columns to fill in: whether the quote is what was said, by whom, and what that person is."""
_SHOWN = ("quote_type", "speaker", "role", "quote")
_COLUMNS = ("quote_id", "article_id", *_SHOWN, "context", *VERDICTS, "remark")
_YES = frozenset({"y", "yes", "ya", "1", "true", "benar", "x"})
_NO = frozenset({"n", "no", "t", "tidak", "0", "false", "salah"})
# Two-sided, 95 %.
_Z = 1.959964


def draw(rows: pd.DataFrame, number: int, key: str = "quote_id", seed: int = 1) -> pd.DataFrame:
    """Draw rows by chance, every row alike, in the order of the table.

    The chance is made from ``key`` and ``seed``: a later run of the same articles draws the same
    rows wherever it still has them, so that what was read once need not be read again.
    """
    lots = rows[key].map(lambda value: sha256(f"{seed}:{value}".encode()).hexdigest())
    return rows.loc[lots.sort_values().index[:number]].sort_index()


def write_sheet(drawn: pd.DataFrame, path: Path) -> None:
    """Write the rows that ``path`` does not hold yet as a table to fill in; what is there stays.

    Raises:
        InputError: the file is there and is no such sheet.
        OutputError: it cannot be written.
    """
    kept = _read(path) if path.exists() else pd.DataFrame(columns=list(_COLUMNS), dtype="str")
    fresh = drawn[~drawn["quote_id"].isin(kept["quote_id"])]
    if path.exists() and fresh.empty:
        return
    sheet = pd.concat([kept, fresh.reindex(columns=list(_COLUMNS))])
    try:
        # With the mark that spreadsheets want.
        sheet.to_csv(path, index=False, encoding="utf-8-sig", quoting=csv.QUOTE_ALL)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error}", "Name another file.") from error


def read_sheet(path: Path, quotes: pd.DataFrame) -> pd.DataFrame:
    """Return the quotes of a run that were read, with ``VERDICTS`` as true, false or missing.

    A verdict counts for what it was given on: where the run says something else of the quote by
    now, the row is to be read again, and not returned.

    Raises:
        InputError: the file is no such sheet, or a verdict is neither yes nor no.
    """
    sheet = _read(path)
    for column in VERDICTS:
        sheet[column] = [
            _verdict(said, f"row {number}, {column}")
            for number, said in enumerate(sheet[column], start=2)
        ]
    sheet = sheet.drop_duplicates("quote_id", keep="last").set_index("quote_id")
    found = quotes[quotes["quote_id"].isin(sheet.index)]
    read_as = sheet.loc[found["quote_id"]]
    same = [
        all(_bare(now) == _bare(then) for now, then in zip(one, other, strict=True))
        for one, other in zip(
            found[list(_SHOWN)].itertuples(index=False),
            read_as[list(_SHOWN)].itertuples(index=False),
            strict=True,
        )
    ]
    judged = read_as[[*VERDICTS, "remark"]].set_index(found.index)
    both = found.join(judged)[same]
    return both[both[list(VERDICTS)].notna().any(axis=1)].astype(dict.fromkeys(VERDICTS, "boolean"))


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return between which shares the truth lies with 95 % confidence (Wilson's score interval).

    For ``right`` of ``of`` rows drawn by chance; between 0 and 1 where none was.
    """
    if not of:
        return 0.0, 1.0
    share = right / of
    middle = (share + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    half = _Z / (1 + _Z**2 / of) * math.sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def in_place(text: str, quote: Mapping[str, object], around: int = 250) -> str:
    """Return HTML of a quote in its article: it is marked, the mention bold, the cue underlined.

    Args:
        text: ``text`` of the article.
        quote: a row of `quotes`.
        around: how many characters to show before and behind.
    """
    spans = {
        tag: (int(str(quote[f"{name}_start"])), int(str(quote[f"{name}_end"])))
        for name, tag in (("quote", "mark"), ("mention", "b"), ("cue", "u"))
        if pd.notna(quote[f"{name}_start"])  # type: ignore[call-overload]
    }
    first, last = min(s for s, _ in spans.values()), max(e for _, e in spans.values())
    start, end = max(0, first - around), min(len(text), last + around)
    edges = sorted({start, end, *(edge for span in spans.values() for edge in span)})
    parts = ["…" if start else ""]
    for left, right in pairwise(edges):
        words = html.escape(text[left:right])
        for tag, (opens, closes) in spans.items():
            if opens <= left and right <= closes:
                words = f"<{tag}>{words}</{tag}>"
        parts.append(words)
    return "".join((*parts, "…" if end < len(text) else "")).replace("\n", "<br>")


def _read(path: Path) -> pd.DataFrame:
    hint = "Begin anew with write_sheet, or give the sheet that it wrote, as CSV."
    try:
        # A spreadsheet may have saved it with semicolons.
        sheet = pd.read_csv(
            path,
            dtype="str",
            sep=None,
            engine="python",
            encoding="utf-8-sig",
            keep_default_na=False,
        )
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"{path} cannot be read as a sheet: {error}", hint) from error
    missing = [name for name in _COLUMNS if name not in sheet.columns]
    if missing:
        raise InputError(f"{path} has no column {missing[0]}", hint)
    return sheet


def _verdict(said: str, where: str) -> bool | None:
    word = said.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    if word:
        raise InputError(
            f"{where}: {said!r} is neither yes nor no",
            "Write y or n (ya, tidak), or leave the cell empty.",
        )
    return None


def _bare(value: object) -> str:
    return "" if pd.isna(value) else " ".join(str(value).split())  # type: ignore[call-overload]
