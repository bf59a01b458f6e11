"""Who speaks how much: the quotes of a run with their people, and how concentrated they are."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.corpus.affiliation import institution, institution_key, role_class
from pipeline.corpus.similar import reprints
from pipeline.inputs.dates import TIMEZONE
from pipeline.outputs.tables import read_run
from pipeline.tabulation.words import count_words

Counts = Iterable[float]


def spoken(run: Path, timezone: str = TIMEZONE) -> pd.DataFrame:
    """Return the quotes of a run, each with who speaks, from where, and how often it was printed.

    Columns beyond those of `quotes`: ``person_id`` and ``person`` (over articles, empty where
    nobody speaks), ``role_class``, ``institution``, ``words``, ``month`` (``2025-03``, local time),
    ``printed`` (the number of articles with this text, whose quotes are extracted once) and
    ``reprint`` (whether the article nearly repeats an earlier one). So ``printed`` sums to the
    counts with duplicates, and the rows without ``reprint`` are those without.

    Raises:
        InputError: see ``pipeline.outputs.tables.read_run``.
    """
    quotes, speakers, people, articles = read_run(run, "quotes", "speakers", "people", "articles")
    named = speakers.merge(people[["person_id", "name"]], on="person_id", how="left")
    of = named.set_index("speaker_id")
    quotes["person_id"] = quotes["speaker_id"].map(of["person_id"])
    quotes["person"] = quotes["speaker_id"].map(of["name"])
    origins = {
        key: (role_class(*key), institution(*key))
        for key in _texts(quotes, "speaker_kind", "role", "speaker")
    }
    each = [origins[key] for key in _texts(quotes, "speaker_kind", "role", "speaker")]
    quotes["role_class"] = [origin[0] for origin in each]
    quotes["institution"] = _one_spelling(pd.Series([origin[1] for origin in each], dtype="str"))
    quotes["words"] = quotes["quote"].map(count_words)
    quotes["month"] = quotes["published_at"].dt.tz_convert(timezone).dt.strftime("%Y-%m")
    copies = articles["duplicate_of"].value_counts()
    quotes["printed"] = 1 + quotes["article_id"].map(copies).fillna(0).astype(int)
    quotes["reprint"] = quotes["article_id"].isin(
        list(reprints(articles[articles["duplicate_of"].isna()]))
    )
    return quotes


def by_speaker(quotes: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Count what ``spoken`` returned, with duplicates and without, the most quoted first.

    Args:
        quotes: rows of ``spoken``.
        columns: what to count by; without it the person. People who are not one though they share
            a name have a row each, the later ones with a number behind the name.

    Returns:
        The columns, ``quotes`` and ``words`` without duplicates, and ``with_duplicates``: the
        quotes as often as they were printed.
    """
    keys = list(columns or ("person_id", "person"))
    once = quotes[~quotes["reprint"]].groupby(keys)
    counted = pd.concat(
        [
            once.size().rename("quotes"),
            once["words"].sum(),
            quotes.groupby(keys)["printed"].sum().rename("with_duplicates"),
        ],
        axis=1,
    )
    counted = counted.fillna(0).astype(int).reset_index()
    order = ["quotes", "with_duplicates", *reversed(keys)]
    ascending = [name in keys for name in order]
    counted = counted.sort_values(order, ascending=ascending).reset_index(drop=True)
    if columns:
        return counted
    before = counted.groupby("person").cumcount()
    numbered = counted["person"] + " (" + (before + 1).astype(str) + ")"
    return counted.assign(person=counted["person"].where(before == 0, numbered)).drop(
        columns="person_id"
    )


def top_share(counts: Counts, top: int = 10) -> float:
    """Return which share of all the ``top`` largest have, 0 to 1; 0 of nothing."""
    sizes = _sizes(counts)
    return float(sizes[-top:].sum() / sizes.sum()) if sizes.sum() else 0.0


def gini(counts: Counts) -> float:
    """Return the Gini coefficient: 0 where all have the same, near 1 where one has nearly all."""
    sizes = _sizes(counts)
    if not sizes.sum():
        return 0.0
    ranks = np.arange(1, len(sizes) + 1)
    return float((2 * ranks - len(sizes) - 1) @ sizes / (len(sizes) * sizes.sum()))


def herfindahl(counts: Counts) -> float:
    """Return the Herfindahl-Hirschman index, 0 to 1: the chance that two draws hit the same one.

    Its inverse says of how many who have the same each it would be the index.
    """
    sizes = _sizes(counts)
    return float(((sizes / sizes.sum()) ** 2).sum()) if sizes.sum() else 0.0


def _sizes(counts: Counts) -> npt.NDArray[np.float64]:
    return np.sort(np.asarray(list(counts), dtype=np.float64))


def _texts(frame: pd.DataFrame, *columns: str) -> list[tuple[str | None, ...]]:
    cells = frame[list(columns)].astype(object)
    return list(cells.where(cells.notna(), None).itertuples(index=False, name=None))


def _one_spelling(names: "pd.Series[str]") -> "pd.Series[str]":
    """Give the spellings of one institution the one that is most frequent."""
    counts = names.value_counts(sort=False)
    keys = {name: institution_key(name) for name in counts.index}
    best: dict[str, str] = {}
    for name, key in sorted(keys.items()):
        if key not in best or counts[name] > counts[best[key]]:
            best[key] = name
    return names.map({name: best[key] for name, key in keys.items()})
