"""The columns of the tables: one declaration each, from which ``schema`` derives the rest.

A nullable text column never holds an empty string and the others never hold a null, so that a CSV
file says the same as a Parquet file.
"""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.records import (
    LONGEST_CONTEXT,
    JoinedBy,
    QuoteType,
    Reason,
    Resolution,
    SpeakerKind,
    Stage,
)

JOIN = "; "


class Kind(StrEnum):
    """What a column holds; the value is the word of the data dictionary."""

    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole number"
    SHARE = "number, 0 to 1, three decimals"
    TIME = "time, UTC"


DTYPES = {
    Kind.TEXT: "str",
    Kind.CHOICE: "str",
    Kind.WHOLE: "Int64",
    Kind.SHARE: "float64",
    Kind.TIME: "datetime64[us, UTC]",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``key`` where no two rows may share a value."""

    name: str
    kind: Kind
    meaning: str
    example: str = ""
    nullable: bool = False
    choices: tuple[str, ...] = ()
    key: bool = False


def _text(name: str, meaning: str, example: str = "") -> Column:
    return Column(name, Kind.TEXT, meaning, example)


def _maybe(name: str, meaning: str, example: str = "") -> Column:
    return Column(name, Kind.TEXT, meaning, example, nullable=True)


def _key(name: str, meaning: str, example: str = "") -> Column:
    return Column(name, Kind.TEXT, meaning, example, key=True)


def _choice(name: str, of: type[StrEnum], meaning: str, *, nullable: bool = False) -> Column:
    values = tuple(of)
    return Column(name, Kind.CHOICE, meaning, values[0], nullable, values)


def _count(name: str, meaning: str, example: str = "1") -> Column:
    return Column(name, Kind.WHOLE, meaning, example)


def _maybe_count(name: str, meaning: str, example: str = "") -> Column:
    return Column(name, Kind.WHOLE, meaning, example, nullable=True)


def _time(name: str, meaning: str) -> Column:
    return Column(name, Kind.TIME, meaning, "2024-11-02T03:15:00Z", nullable=True)


_SPEAKER_ROLE = "Sekretaris Pers Departemen Pertahanan Amerika Serikat"

QUOTES = (
    _text("article_id", "the article: joins `articles`", "antara-kalbar-korut-rusia"),
    _key("quote_id", "stable hash of article, span and type", "q4f0c8a91d2be7735"),
    _maybe("speaker_id", "the speaker, stable: joins `speakers`", "s9b1e02c7aa410f36"),
    _maybe(
        "speaker",
        "the fullest personal name in the article, without role or title; an institution's or "
        "unnamed person's fullest description",
        "Patrick Ryder",
    ),
    _maybe("role", "the fullest position, as it stands in the text, without rank", _SPEAKER_ROLE),
    _text("quote", "the words, without the outer marks", "Apa yang tidak ingin kita lihat"),
    _choice(
        "quote_type",
        QuoteType,
        "a whole utterance in marks; words in marks inside the reporter's sentence; reported "
        "without marks",
    ),
    _choice(
        "speaker_kind",
        SpeakerKind,
        "a person with a name; an institution; a person or group without a name",
        nullable=True,
    ),
    _maybe("honorific", "rank, academic title or form of address", "Mayor Jenderal"),
    _maybe(
        "mention",
        "the words beside this quote that name the speaker; for `katanya` it is `nya`, its offsets "
        "inside the cue",
        "Ryder",
    ),
    _maybe("cue", "the attribution word(s)", "ujar"),
    _choice(
        "resolution",
        Resolution,
        "how the mention leads to the speaker: named beside the quote; a part of the name; `-nya`; "
        "a pronoun; a title or description without a name; nothing beside the quote; it names one "
        "of several, or nobody",
    ),
    _text(
        "rule",
        "which rule found the quote: type, kind of cue, where that stands "
        "(`pipeline.detection.rules`)",
        "direct_cue_after",
    ),
    Column(
        "confidence",
        Kind.SHARE,
        "of rows at 0.9, about 90 % are right",
        "0.93",
    ),
    _count("quote_start", "first character of `quote` in `articles.text`, counted from 0", "412"),
    _count("quote_end", "one past its last character", "443"),
    _maybe_count("mention_start", "the same for `mention`", "451"),
    _maybe_count("mention_end", "the same for `mention`", "456"),
    _maybe_count("cue_start", "the same for `cue`", "446"),
    _maybe_count("cue_end", "the same for `cue`", "450"),
    _text(
        "context",
        "the sentence the quote stands in and, where it names the speaker, the one beside it; at "
        f"most {LONGEST_CONTEXT} characters",
        '"Apa yang tidak ingin kita lihat," ujar Ryder.',
    ),
    _text("outlet", "from its column, else the link's site, else the folder", "ANTARA"),
    _time(
        "published_at",
        "when it appeared, in UTC: convert before you take its day",
    ),
    _text("title", "the article's title", "AS desak Korut kembali berdialog"),
    _text("url", "the article's link", "https://example.id/korut"),
)

SPEAKERS = (
    _text("article_id", "the article", "antara-kalbar-korut-rusia"),
    _key("speaker_id", "the speaker in this article: joins `quotes`", "s9b1e02c7aa410f36"),
    _text("person_id", "the same over articles: joins `people`", "p_6d20f1c3b4a59e87"),
    _text("speaker", "as in `quotes`", "Patrick Ryder"),
    _choice("speaker_kind", SpeakerKind, "as in `quotes`"),
    _maybe("role", "as in `quotes`", _SPEAKER_ROLE),
    _maybe("honorific", "as in `quotes`", "Mayor Jenderal"),
    _maybe("aliases", "how the article names the speaker, joined by `; `", "Patrick Ryder; Ryder"),
    _count("quotes", "how many quotes", "4"),
    _count("words", "words in them", "86"),
)

PEOPLE = (
    _key(
        "person_id",
        "stable hash; begins with `p_` for a person with a name, `o_` for an institution, `u_` for "
        "somebody without a name",
        "p_6d20f1c3b4a59e87",
    ),
    _text(
        "name",
        "the spelling that most quotes have; of a public figure the listed name, where it occurs",
        "Patrick Ryder",
    ),
    _maybe("roles", "every role seen, joined by `; `", _SPEAKER_ROLE),
    _maybe("aliases", "every alias seen, joined by `; `", "Patrick Ryder; Ryder"),
    _count("articles", "in how many articles the person speaks", "3"),
    _count("quotes", "how many quotes", "11"),
    _count("words", "words in them", "240"),
    _time("first_seen", "the earliest of those articles that has a time"),
    _time("last_seen", "the latest"),
    _choice(
        "joined_by",
        JoinedBy,
        "what joined several articles: a full name; a full or listed name, the roles having "
        "nothing in common, so that two people may share the row; name and role; the list of "
        "public figures",
        nullable=True,
    ),
)

ARTICLES = (
    _key(
        "article_id",
        "the `id` column of a table, else the link, else a hash of the content; for a file its "
        "path below the folder named, without the ending",
        "antara-kalbar-korut-rusia",
    ),
    _text("text", "the repaired text, in which every offset counts", "Jelas, Korea Utara …"),
    _text("title", "title", "AS desak Korut kembali berdialog"),
    _text("outlet", "outlet", "ANTARA"),
    _time("published_at", "when it appeared"),
    _text("url", "link", "https://example.id/korut"),
    _text("source_file", "the file it was read from", "data/raw/antara-kalbar-korut-rusia.txt"),
    _maybe_count("source_row", "the record of that file, from 1, where it holds several", "17"),
    _maybe("repairs", "what was repaired, and how often, joined by `; `", "entities=2; mojibake=1"),
    _maybe(
        "duplicate_of",
        "the article of identical text that was read first, whose quotes are extracted once",
        "kompas-2024-11-02",
    ),
    _count("direct", "quotes of this type", "7"),
    _count("mixed", "quotes of this type", "2"),
    _count("indirect", "quotes of this type", "1"),
    _count("quotes", "all quotes", "10"),
    _count("speakers", "how many speak", "2"),
    _count("words", "words in the text", "420"),
)

REJECTS = (
    _maybe("article_id", "the article, where it came so far as to have an id", "tempo-17"),
    _maybe("source_file", "the file", "berita.csv"),
    _maybe_count("source_row", "the record of that file, from 1", "17"),
    _choice("stage", Stage, "where it was left out"),
    _choice("reason", Reason, "why"),
    _text("detail", "the same in words", "the file is empty"),
    _maybe_count("start", "where a stretch of an article was left out: its first character", "412"),
    _maybe_count("end", "one past its last character", "443"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "quotes": QUOTES,
    "speakers": SPEAKERS,
    "people": PEOPLE,
    "articles": ARTICLES,
    "rejects": REJECTS,
}

# Pairs of offsets and, where there is one, the column whose words they cut out of the text.
SPANS: dict[str, tuple[tuple[str | None, str, str], ...]] = {
    "quotes": (
        ("quote", "quote_start", "quote_end"),
        ("mention", "mention_start", "mention_end"),
        ("cue", "cue_start", "cue_end"),
    ),
    "rejects": ((None, "start", "end"),),
}
# Columns that are empty together.
TOGETHER = {"quotes": (("speaker_id", "speaker", "speaker_kind"),)}
