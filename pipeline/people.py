"""Who is the same over articles: speakers joined into people; rather two rows than a wrong one.

A person with a full name joins by that name; one word (or a word and initials) joins only with an
equal role; an institution joins by its name; a description joins with nothing outside its article.
Two people of one full name share a row: their different roles stand in it.
"""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.columns import JOIN
from pipeline.records import SpeakerKind
from pipeline.schema import typed

_PREFIX = {SpeakerKind.PERSON: "p", SpeakerKind.ORG: "o", SpeakerKind.UNNAMED: "u"}


def identify(article_id: str, name: str, kind: SpeakerKind, role: str | None) -> str:
    """Return the ``person_id`` of a speaker: a hash of what may join it elsewhere.

    Examples:
        ``Choe Son-hui`` and ``CHOE SON HUI`` are one. ``Rudi`` of two articles is one only where
        both are ``Kapolsek Sungai Raya``; without a role he stays two. ``Kementerian Keuangan`` is
        one, ``pemerintah`` and ``warga`` are as many as there are articles.
    """
    same = _same(name)
    joins: tuple[str, ...] = (article_id, same or name)
    if kind is SpeakerKind.PERSON and _is_full(same):
        joins = (same,)
    elif kind is SpeakerKind.PERSON and same and role and _same(role):
        joins = (same, _same(role))
    elif kind is SpeakerKind.ORG and same and name != name.lower():
        joins = (same,)
    digest = hashlib.sha256("\x1f".join((kind, str(len(joins)), *joins)).encode(errors="replace"))
    return f"{_PREFIX[kind]}_{digest.hexdigest()[:16]}"


@dataclass(slots=True)
class _Person:
    """One row of the table in the making; the dicts are ordered sets, ``names`` counts quotes."""

    names: dict[str, int] = field(default_factory=dict)
    roles: dict[str, None] = field(default_factory=dict)
    aliases: dict[str, None] = field(default_factory=dict)
    articles: int = 0
    quotes: int = 0
    words: int = 0
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None
    latest_article: str = ""

    def name(self) -> str:
        """Return the spelling of most quotes; of equals, the one seen first."""
        return max(self.names, key=lambda name: self.names[name])


class People:
    """Gathers the people of a corpus, a piece at a time; holds one entry a person and no text."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._people: dict[str, _Person] = {}

    def add(self, speakers: pd.DataFrame, articles: pd.DataFrame) -> None:
        """Count in ``speakers``, an article's rows together, with the times of ``articles``."""
        times: Mapping[str, pd.Timestamp] = {
            article: time
            for article, time in zip(articles["article_id"], articles["published_at"], strict=True)
            if not pd.isna(time)
        }
        columns = ("person_id", "article_id", "speaker", "role", "aliases", "quotes", "words")
        for key, article, name, role, aliases, quotes, words in zip(
            *(speakers[column] for column in columns), strict=True
        ):
            person = self._people.setdefault(key, _Person())
            person.names[name] = person.names.get(name, 0) + quotes
            if not pd.isna(role):
                person.roles.setdefault(role)
            if not pd.isna(aliases):
                person.aliases.update(dict.fromkeys(aliases.split(JOIN)))
            if article != person.latest_article:
                person.articles += 1
                person.latest_article = article
            person.quotes += quotes
            person.words += words
            time = times.get(article)
            if time is not None:
                person.first = time if person.first is None else min(person.first, time)
                person.last = time if person.last is None else max(person.last, time)

    def frame(self) -> pd.DataFrame:
        """Return the table ``people``, who is quoted most first."""
        ranked = sorted(
            ((person.name(), key, person) for key, person in self._people.items()),
            key=lambda entry: (-entry[2].quotes, entry[0], entry[1]),
        )
        rows = [
            {
                "person_id": key,
                "name": name,
                "roles": JOIN.join(person.roles) or None,
                "aliases": JOIN.join(person.aliases) or None,
                "articles": person.articles,
                "quotes": person.quotes,
                "words": person.words,
                "first_seen": person.first,
                "last_seen": person.last,
            }
            for name, key, person in ranked
        ]
        return typed("people", rows)


def _same(name: str) -> str:
    """Return ``name`` without case, punctuation and doubled space: what two spellings share."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    # An apostrophe is part of the word (Jum'at, Al-Ma'arif), other punctuation parts words.
    folded = folded.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def _is_full(same: str) -> bool:
    """Tell whether a name has two words or more; an initial (``M. Iqbal``) is none."""
    return sum(len(word) > 1 for word in same.split()) > 1
