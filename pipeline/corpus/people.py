"""Who is the same over articles: speakers joined into people; rather two rows than a wrong one.

A listed public figure joins under every form of the list. A person with a full name joins by that
name; one word (or a word and initials) joins only with an equal role that says where; somebody
whose role is nobody's in particular (`pedagang`) joins by name and role. An institution joins by
its name; a description joins with nothing outside its article.

Two people of one name share a row, and no rule tells them from one who changed posts: a `Joko
Widodo` of an immigration office is the president's namesake. ``joined_by`` warns of both, with
`name_only`, where the roles of a row have nothing in common.
"""

import hashlib
import itertools
import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.corpus.aliases import PRIVATE, Aliases, Words, bundled
from pipeline.lexicon import words
from pipeline.records import JoinedBy, SpeakerKind
from pipeline.resolution.spelling import fold, full_words, respelt, untitled
from pipeline.resolution.variants import blend
from pipeline.seen import scratch
from pipeline.tabulation.columns import JOIN
from pipeline.tabulation.schema import typed

_PREFIX = {SpeakerKind.PERSON: "p", SpeakerKind.ORG: "o", SpeakerKind.UNNAMED: "u"}
_COMMON = words("joining", "common") | words("roles", "head")
_FULL = 2
_OFFICES = words("joining", "office")
# How many words of a role say where, where it has no capitals: `direktur retail dan niaga pln`.
_TELLING = 2
# People in memory while a corpus is gathered, and rows of a piece of the table.
_NEAR = 20_000
_PIECE = 10_000


@dataclass(frozen=True, slots=True)
class Identity:
    """What a speaker may join elsewhere: ``key`` is equal for the same person.

    Attributes:
        kind: persons, institutions and the unnamed never join each other.
        key: what is compared; the article is part of it where nothing may join.
        by: by what it joins; ``None`` where nothing may.
    """

    kind: SpeakerKind
    key: tuple[str, ...]
    by: JoinedBy | None

    @property
    def person_id(self) -> str:
        """The hash of it."""
        parts = (self.kind, str(len(self.key)), *self.key)
        digest = hashlib.sha256("\x1f".join(parts).encode(errors="replace"))
        return f"{_PREFIX[self.kind]}_{digest.hexdigest()[:16]}"


def identify(
    article_id: str,
    name: str,
    kind: SpeakerKind,
    role: str | None,
    honorific: str | None = None,
    aliases: Aliases | None = None,
) -> Identity:
    """Say what may join a speaker over articles.

    Args:
        article_id: where the speaker speaks.
        name: the canonical name there.
        kind: person, institution or unnamed.
        role: the role there.
        honorific: the rank or title there.
        aliases: the public figures; ``None`` takes the bundled list.

    Examples:
        ``Choe Son-hui`` and ``CHOE SON HUI`` are one. ``Jokowi`` and ``Ir. H. Joko Widodo`` are.
        ``Rudi`` of two articles is one only where both are ``Kapolsek Sungai Raya``; without a role
        he stays two. ``Kementerian Keuangan`` is one, ``pemerintah`` and ``warga`` are as many as
        there are articles.
    """
    same = fold(name)
    alone = Identity(kind, (article_id, same or name), None)
    if not same or kind is SpeakerKind.UNNAMED:
        return alone
    if kind is SpeakerKind.ORG:
        return Identity(kind, (same,), JoinedBy.NAME) if name != name.lower() else alone
    person = (aliases or bundled()).person(name, role, honorific)
    if person is not None:
        return Identity(kind, (person,), JoinedBy.LIST)
    bare = fold(untitled(name))
    same_role = fold(role or "")
    private = same_role.split(" ")[0] in PRIVATE
    if full_words(bare) >= _FULL:
        if private:
            return Identity(kind, (respelt(bare), same_role), JoinedBy.NAME_AND_ROLE)
        return Identity(kind, (respelt(bare),), JoinedBy.NAME)
    if role and not private and _says_where(role):
        return Identity(kind, (same, same_role), JoinedBy.NAME_AND_ROLE)
    return alone


@dataclass(slots=True)
class _Person:
    """One row of the table in the making; the dicts are ordered sets, ``names`` counts quotes."""

    by: JoinedBy | None
    listed: str
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
        """Return the spelling of most quotes; of equals, the one seen first.

        The listed name of a public figure goes before its other forms.
        """
        return max(self.names, key=lambda name: (fold(name) == self.listed, self.names[name]))

    def joined_by(self) -> JoinedBy | None:
        """Return what joined the articles; ``None`` where there is one article."""
        if self.articles < 2:
            return None
        if self.by in (JoinedBy.NAME, JoinedBy.LIST) and not _agree(self.roles):
            return JoinedBy.NAME_ONLY
        return self.by


class People:
    """Gathers the people of a corpus, a piece at a time; holds some thousand of them in memory."""

    def __init__(self, aliases: Aliases | None = None) -> None:
        """Begin with nobody; ``aliases`` are those that the speakers were joined by."""
        self._people = _Shelf()
        self._aliases = aliases or bundled()

    def add(self, speakers: pd.DataFrame, articles: pd.DataFrame) -> None:
        """Count in ``speakers``, an article's rows together, with the times of ``articles``."""
        times: Mapping[str, pd.Timestamp] = {
            article: time
            for article, time in zip(articles["article_id"], articles["published_at"], strict=True)
            if not pd.isna(time)
        }
        columns = (
            "person_id", "article_id", "speaker", "speaker_kind", "role", "honorific", "aliases",
            "quotes", "words",
        )  # fmt: skip
        for key, article, name, kind, role, honorific, aliases, quotes, said in zip(
            *(speakers[column] for column in columns), strict=True
        ):
            role = None if pd.isna(role) else role
            person = self._people.get(key)
            if person is None:
                honorific = None if pd.isna(honorific) else honorific
                identity = identify(
                    article, name, SpeakerKind(kind), role, honorific, self._aliases
                )
                listed = identity.key[0] if identity.by is JoinedBy.LIST else ""
                person = _Person(identity.by, listed)
                self._people.put(key, person)
            person.names[name] = person.names.get(name, 0) + quotes
            if role is not None:
                person.roles.setdefault(role)
            if not pd.isna(aliases):
                person.aliases.update(dict.fromkeys(aliases.split(JOIN)))
            if article != person.latest_article:
                person.articles += 1
                person.latest_article = article
            person.quotes += quotes
            person.words += said
            time = times.get(article)
            if time is not None:
                person.first = time if person.first is None else min(person.first, time)
                person.last = time if person.last is None else max(person.last, time)

    def frame(self) -> pd.DataFrame:
        """Return the table ``people``, who is quoted most first."""
        return pd.concat(self.frames(), ignore_index=True)

    def frames(self) -> Iterator[pd.DataFrame]:
        """Yield the table ``people`` in pieces, at least one."""
        ranked = self._people.ranked()
        rows = [_row(key, person) for key, person in itertools.islice(ranked, _PIECE)]
        yield typed("people", rows)
        while rows := [_row(key, person) for key, person in itertools.islice(ranked, _PIECE)]:
            yield typed("people", rows)


def _row(key: str, person: _Person) -> dict[str, object]:
    return {
        "person_id": key,
        "name": person.name(),
        "roles": JOIN.join(person.roles) or None,
        "aliases": JOIN.join(person.aliases) or None,
        "articles": person.articles,
        "quotes": person.quotes,
        "words": person.words,
        "first_seen": person.first,
        "last_seen": person.last,
        "joined_by": person.joined_by(),
    }


class _Shelf:
    """People by their keys: those asked for last in memory, the others on the disk."""

    def __init__(self) -> None:
        self._near: dict[str, _Person] = {}
        self._far: sqlite3.Connection | None = None

    def get(self, key: str) -> _Person | None:
        """Return a person to be changed, and keep it near."""
        person = self._near.pop(key, None)
        if person is None and self._far is not None:
            query = "SELECT person FROM people WHERE key = ?"
            found = self._far.execute(query, (key,)).fetchone()
            # Written by this process into a file that no other one knows.
            person = None if found is None else pickle.loads(found[0])
        if person is not None:
            self.put(key, person)
        return person

    def put(self, key: str, person: _Person) -> None:
        """Keep ``person`` near, and put those away that nobody asked for in a while."""
        self._near[key] = person
        if len(self._near) > _NEAR:
            self._away(_NEAR // 2)

    def ranked(self) -> Iterator[tuple[str, _Person]]:
        """Yield everybody, who is quoted most first; nobody may be put meanwhile."""
        if self._far is None:
            yield from sorted(
                self._near.items(), key=lambda entry: (-entry[1].quotes, entry[1].name(), entry[0])
            )
            return
        self._away(len(self._near))
        # SQLite compares text as UTF-8, which gives the order of Python.
        query = "SELECT key, person FROM people ORDER BY quotes DESC, name, key"
        for key, person in self._far.execute(query):
            yield key, pickle.loads(person)

    def _away(self, count: int) -> None:
        if self._far is None:
            self._far = scratch("people (key TEXT PRIMARY KEY, quotes INT, name TEXT, person BLOB)")
        away = [(key, self._near.pop(key)) for key in list(itertools.islice(self._near, count))]
        self._far.executemany(
            "INSERT OR REPLACE INTO people VALUES (?, ?, ?, ?)",
            ((key, int(one.quotes), one.name(), pickle.dumps(one)) for key, one in away),
        )


def _says_where(role: str) -> bool:
    """Tell a role that few hold: it names a place or a body, `Kapolsek Sungai Raya`, not `ayah`."""
    telling = [word for word in role.split() if fold(word) and fold(word) not in _COMMON]
    return (
        len(telling) >= _TELLING
        or any(word[0].isupper() for word in telling)
        or (bool(telling) and fold(role).split()[0] in _OFFICES)
    )


def _agree(roles: Iterable[str]) -> bool:
    """Tell whether the roles hang together, each by a word or an abbreviation with another one.

    A role that says no more than `pelatih` or `Wakil Ketua` speaks for nothing and against nothing.
    """
    groups: list[list[Words]] = []
    for role in roles:
        said = tuple(fold(role).split())
        if not set(said) - _COMMON:
            continue
        akin = [group for group in groups if any(_akin(said, other) for other in group)]
        joined = [said, *(other for group in akin for other in group)]
        groups = [group for group in groups if group not in akin] + [joined]
    return len(groups) <= 1


def _akin(one: Words, other: Words) -> bool:
    """Tell roles with a word in common, in full or abbreviated: KPK, Menpar, Mendikdasmen."""
    return bool((set(one) & set(other)) - _COMMON) or _shortens(one, other) or _shortens(other, one)


def _shortens(one: Words, other: Words) -> bool:
    initials = "".join(word[0] for word in other)
    return any(
        word in initials or blend(word, other)
        for word in one
        # `BI` stands for Bank Indonesia, `di` for nothing
        if word not in other and (len(word) > 2 or (len(word) == 2 and word not in _COMMON))
    )
