"""Checking a run by reading: rows drawn by chance, a sheet to fill in, and what it tells."""

import csv
import html
import math
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pandas as pd

from pipeline.errors import InputError
from pipeline.outputs.files import write_bytes
from pipeline.outputs.tables import FORMULA

VERDICTS = ("words_right", "speaker_right", "role_right")
"""The columns to fill in: whether the quote is what was said, by whom, and what that person is."""
_SHOWN = ("quote_type", "speaker", "role", "quote")
_COLUMNS = ("quote_id", "article_id", *_SHOWN, "context", *VERDICTS, "remark")
_MISSED = ("article_id", "missed")
_YES = frozenset({"y", "yes", "ya", "1", "true", "benar", "x"})
_NO = frozenset({"n", "no", "tidak", "0", "false", "salah"})
# What stands in `missed` until the article was read.
_UNREAD = "?"
# What ``_inert`` made of a formula.
_MARKED = FORMULA.replace(r"\A", r"\A'")
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

    A row of which the run says something else than the sheet does is written again, to be read.

    Raises:
        InputError: the file is there and is no such sheet.
        OutputError: it cannot be written.
    """
    sheet = _read(path, _COLUMNS) if path.exists() else None
    held = set() if sheet is None else set(_keys(sheet))
    fresh = drawn[[key not in held for key in _keys(drawn)]].reindex(columns=list(_COLUMNS))
    if sheet is not None and fresh.empty:
        return
    _write(pd.concat([sheet, _inert(fresh)]), path)


def read_sheet(path: Path, quotes: pd.DataFrame) -> pd.DataFrame:
    """Return the quotes of a run that were read, with ``VERDICTS`` as true, false or missing.

    A verdict counts for what it was given on: where the run says something else of the quote by
    now, the row is to be read again, and not returned.

    Raises:
        InputError: the file is no such sheet, or a verdict is neither yes nor no.
    """
    sheet = _read(path, _COLUMNS)
    judged: dict[tuple[str, ...], list[object]] = {}
    for number, (key, said) in enumerate(
        zip(_keys(sheet), sheet[[*VERDICTS, "remark"]].to_numpy().tolist(), strict=True), start=2
    ):
        verdicts = [
            _verdict(word, f"row {number}, {column}")
            for word, column in zip(said, VERDICTS, strict=False)
        ]
        if any(verdict is not None for verdict in verdicts):
            judged[key] = [*verdicts, said[-1]]
    keys = _keys(quotes)
    read = quotes[[key in judged for key in keys]]
    added = pd.DataFrame(
        [judged[key] for key in keys if key in judged],
        columns=[*VERDICTS, "remark"],
        index=read.index,
    )
    return read.join(added.astype(dict.fromkeys(VERDICTS, "boolean")))


def write_missed(drawn: pd.DataFrame, path: Path) -> None:
    """Write a line for each article to read whole, not read yet; a file that is there stays.

    Raises:
        OutputError: it cannot be written.
    """
    if not path.exists():
        _write(_inert(drawn.assign(missed=_UNREAD)[list(_MISSED)]), path)


def read_missed(path: Path) -> pd.DataFrame:
    """Return ``article_id`` and ``missed`` of the articles that were read whole.

    ``missed`` holds the words of a quote that the run lacks; nothing where it lacks none.

    Raises:
        InputError: the file is no such sheet.
    """
    sheet = _read(path, _MISSED)
    told = sheet.assign(article_id=sheet["article_id"].replace(_MARKED, r"\1", regex=True))
    return told[told["missed"].str.strip() != _UNREAD]


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


def _inert(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells as text of which a spreadsheet runs none."""
    return cells.astype("str").fillna("").replace(FORMULA, r"'\1", regex=True)


def _write(sheet: pd.DataFrame, path: Path) -> None:
    """Write a sheet whole or not at all: nobody's verdicts are lost to a full disk."""
    # A spreadsheet wants a mark at the beginning.
    text = sheet.to_csv(index=False, quoting=csv.QUOTE_ALL, lineterminator="\n")
    write_bytes(path, text.encode("utf-8-sig", "replace"))


def _read(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    hint = "Move it away, so that a new one is written, or give the sheet as CSV."
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
    missing = [name for name in columns if name not in sheet.columns]
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


def _keys(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return what a verdict is given on, whatever a spreadsheet does to spaces and quote marks."""
    cells = rows[["quote_id", *_SHOWN]].itertuples(index=False, name=None)
    return [tuple(_bare(cell) for cell in row) for row in cells]


def _bare(cell: object) -> str:
    words = "" if pd.isna(cell) else " ".join(str(cell).split())  # type: ignore[call-overload]
    return words.removeprefix("'")
