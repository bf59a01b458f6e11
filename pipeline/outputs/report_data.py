"""What the report shows, as plain lists: the tables joined, copies found, shares prepared.

The page counts, filters and sorts by itself; here is only what it cannot know.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from pipeline.corpus import affiliation
from pipeline.corpus.similar import reprints
from pipeline.inputs.dates import TIMEZONE
from pipeline.outputs.finished import FinishedRun, read_arguments, read_finished
from pipeline.records import QuoteType, Resolution, SpeakerKind
from pipeline.tabulation.columns import SPANS
from pipeline.tabulation.words import count_words

NONE = -1
# How an article repeats another: wholly; nearly, in another outlet; nearly, in its own.
COPIES = ("identical", "syndicated", "repeated")


def report_data(run: Path) -> tuple[dict[str, Any], list[str]]:
    """Return what the page shows of a run, columns as lists, and the texts of its articles.

    Whoever is named twice is named once here and counted by place, so that the page stays small;
    ``NONE`` stands for nobody and nothing. Offsets are those of a browser, which counts UTF-16.

    Raises:
        InputError: see ``read_finished``.
    """
    tables = read_finished(run)
    articles, texts = _articles(tables.articles, _timezone(run))
    quotes = tables.quotes
    place = {one: index for index, one in enumerate(articles["id"])}
    at = [place[one] for one in quotes["article_id"]]
    speakers, speaking, people, institutions = _speakers(tables)
    data = {
        "articles": articles,
        "quotes": _quotes(quotes, at, speaking, texts),
        "speakers": speakers,
        "people": people,
        "institutions": institutions,
        "classes": affiliation.classes(),
        "kinds": tuple(SpeakerKind),
        "types": tuple(QuoteType),
        "resolutions": tuple(Resolution),
        "copies": COPIES,
    }
    return data, texts


def _timezone(run: Path) -> ZoneInfo:
    """Return the zone the run was made with: the day an article appeared is a day there."""
    return ZoneInfo(read_arguments(run).get("timezone", TIMEZONE))


def _articles(table: pd.DataFrame, zone: ZoneInfo) -> tuple[dict[str, Any], list[str]]:
    ids, texts = list(table["article_id"]), list(table["text"])
    outlets, outlet = _numbered(table["outlet"])
    original, copy = _copies(table, outlet)
    local = table["published_at"].dt.tz_convert(zone)
    return {
        "id": ids,
        "title": list(table["title"]),
        "outlets": outlets,
        "outlet": outlet,
        "day": ["" if pd.isna(one) else one.strftime("%Y-%m-%d") for one in local],
        "url": list(table["url"]),
        "words": list(map(int, table["words"])),
        "original": original,
        "copy": copy,
    }, texts


def _copies(table: pd.DataFrame, outlet: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return of which article each is a copy, and how; the one that appeared first is none."""
    place = {one: index for index, one in enumerate(table["article_id"])}
    original, copy = [NONE] * len(table), [NONE] * len(table)
    for index, other in enumerate(table["duplicate_of"]):
        if not pd.isna(other) and other in place:
            original[index], copy[index] = place[other], COPIES.index("identical")
    own = table.iloc[[index for index, of in enumerate(original) if of == NONE]]
    for key, of in reprints(own).items():
        index, first = place[key], place[of]
        how = "repeated" if outlet[first] == outlet[index] else "syndicated"
        original[index], copy[index] = first, COPIES.index(how)
    return original, copy


def _speakers(
    tables: FinishedRun,
) -> tuple[dict[str, Any], list[int], dict[str, Any], list[str]]:
    """Return the speakers of the articles, whose each quote is, the people, the institutions."""
    quotes = tables.quotes
    columns = ["speaker_id", "speaker", "speaker_kind", "role"]
    known = quotes[columns].dropna(subset="speaker_id").drop_duplicates("speaker_id")
    place = {one: index for index, one in enumerate(known["speaker_id"])}
    rows = [
        [None if pd.isna(cell) else cell for cell in row]
        for row in known[columns[1:]].itertuples(index=False)
    ]
    asked = [(kind, role, name) for name, kind, role in rows]
    kinds, classes = tuple(SpeakerKind), affiliation.classes()
    bodies, body = _institutions([affiliation.institution(*one) for one in asked])
    person_of = dict(zip(tables.speakers["speaker_id"], tables.speakers["person_id"], strict=True))
    ids, person = _numbered(person_of.get(one, one) for one in known["speaker_id"])
    speakers = {
        "name": [name for name, _, _ in rows],
        "role": [role or "" for _, _, role in rows],
        "kind": [kinds.index(SpeakerKind(str(kind))) for _, kind, _ in rows],
        "class": [classes.index(affiliation.role_class(*one)) for one in asked],
        "institution": body,
        "person": person,
    }
    people = _people(ids, speakers, tables.people)
    speaking = [NONE if pd.isna(one) else place[one] for one in quotes["speaker_id"]]
    return speakers, speaking, people, bodies


def _people(ids: Sequence[str], speakers: Mapping[str, Any], table: pd.DataFrame) -> dict[str, Any]:
    """Return names as the table of people has them, and who may be two of one name."""
    names = dict(zip(table["person_id"], table["name"], strict=True))
    joined = dict(
        zip(table["person_id"], table.get("joined_by", pd.Series(index=table.index)), strict=True)
    )
    first: dict[int, str] = {}
    for person, name in zip(speakers["person"], speakers["name"], strict=True):
        first.setdefault(person, name)
    return {
        "name": [names.get(one, first[index]) for index, one in enumerate(ids)],
        "unsure": [int(joined.get(one) == "name_only") for one in ids],
    }


def _institutions(named: Sequence[str | None]) -> tuple[list[str], list[int]]:
    """Return the institutions under their commonest spelling, and whose each is."""
    keys = [None if name is None else affiliation.institution_key(name) for name in named]
    spellings: dict[str, Counter[str]] = {}
    for key, name in zip(keys, named, strict=True):
        if key is not None and name is not None:
            spellings.setdefault(key, Counter())[name] += 1
    place = {key: index for index, key in enumerate(spellings)}
    return (
        [counted.most_common(1)[0][0] for counted in spellings.values()],
        [NONE if key is None else place[key] for key in keys],
    )


def _quotes(
    table: pd.DataFrame, at: Sequence[int], speaking: Sequence[int], texts: Sequence[str]
) -> dict[str, Any]:
    units = {index: _utf16(texts[index]) for index in set(at)}
    words = list(table["quote"])
    return {
        "article": list(at),
        "speaker": list(speaking),
        "text": words,
        "words": [count_words(said) for said in words],
        "type": [list(QuoteType).index(QuoteType(one)) for one in table["quote_type"]],
        "resolution": [list(Resolution).index(Resolution(one)) for one in table["resolution"]],
        "confidence": [round(one * 1000) for one in table["confidence"]],
        **{
            column: [
                NONE if pd.isna(offset) else units[index](int(offset))
                for index, offset in zip(at, table[column], strict=True)
            ]
            for _, *columns in SPANS["quotes"]
            for column in columns
        },
    }


def _utf16(text: str) -> Callable[[int], int]:
    """Return what turns an offset in characters into one in the units of a browser."""
    wide = [index for index, letter in enumerate(text) if letter > "\uffff"]
    return lambda offset: offset + bisect_left(wide, offset)


def _numbered(values: Iterable[str]) -> tuple[list[str], list[int]]:
    """Return each value once, and for every one its place among them."""
    place: dict[str, int] = {}
    numbers = [place.setdefault(value, len(place)) for value in values]
    return list(place), numbers
