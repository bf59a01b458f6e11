"""What travels between the stages: frozen records.

Offsets are half-open and count code points of the repaired text.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.spans import last_at


class QuoteType(StrEnum):
    """How the words are reported."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class SpeakerKind(StrEnum):
    """Who speaks: a named person, an institution, or somebody without a name."""

    PERSON = "person"
    ORG = "org"
    UNNAMED = "unnamed"


class JoinedBy(StrEnum):
    """What made speakers of several articles one person."""

    NAME = "name"
    NAME_ONLY = "name_only"
    NAME_AND_ROLE = "name_and_role"
    LIST = "list"


class Resolution(StrEnum):
    """How the words beside the quote lead to the speaker."""

    EXPLICIT = "explicit"
    SHORT_NAME = "short_name"
    NYA = "nya"
    PRONOUN = "pronoun"
    OFFICE = "office"
    CONTINUED = "continued"
    UNRESOLVED = "unresolved"


class CueKind(StrEnum):
    """What an attribution word asks of the words around it."""

    BARE = "bare"  # …," kata Andi: the speaker follows
    CLITIC = "clitic"  # …," katanya: the speaker is the clitic
    ACTIVE = "active"  # Andi mengatakan …: the speaker precedes, the content follows
    PASSIVE = "passive"  # dikatakan Andi, …: the speaker follows
    PREPOSITION = "preposition"  # menurut Andi, …: the speaker follows


class MentionKind(StrEnum):
    """What the words beside a quote are."""

    NAME = "name"
    PAIR = "pair"
    OFFICE = "office"
    ORG = "org"
    UNNAMED = "unnamed"
    CLITIC = "clitic"
    PRONOUN = "pronoun"
    PLURAL = "plural"
    OWN = "own"


# What names nobody and points to somebody; `mereka` points to several.
POINTING = frozenset((MentionKind.CLITIC, MentionKind.PRONOUN, MentionKind.OWN))


class Stage(StrEnum):
    """The seven stages, in the order the data takes."""

    READ = "read"
    CLEAN = "clean"
    ANNOTATE = "annotate"
    DETECT = "detect"
    ATTRIBUTE = "attribute"
    RESOLVE = "resolve"
    TABULATE = "tabulate"


class Reason(StrEnum):
    """Why something was left out of the tables."""

    EMPTY = "empty"
    BINARY = "binary"
    UNDECODABLE = "undecodable"
    BROKEN_RECORD = "broken_record"
    NO_TEXT_COLUMN = "no_text_column"
    NO_ARTICLE = "no_article"
    UNREADABLE = "unreadable"
    CHANGED = "changed"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    OTHER_LANGUAGE = "other_language"
    STAGE_FAILED = "stage_failed"
    TIME_LIMIT = "time_limit"
    PROCESS_DIED = "process_died"
    INVALID_SPAN = "invalid_span"
    LOW_CONFIDENCE = "low_confidence"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters the span covers."""
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        """Tell whether ``other`` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read.

    ``published_at`` is in UTC; ``source_row`` counts the records of ``source_file`` from 1 and is
    ``None`` where the file holds one article.
    """

    article_id: str
    text: str
    title: str = ""
    outlet: str = ""
    published_at: datetime | None = None
    url: str = ""
    source_file: str = ""
    source_row: int | None = None


LONGEST_DETAIL = 300
"""Characters of ``detail`` where it tells of an error."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that did not reach the tables, with the stage and the reason."""

    stage: Stage
    reason: Reason
    detail: str
    article_id: str = ""
    source_file: str = ""
    source_row: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """An article whose ``text`` was repaired once and for all.

    Attributes:
        article: the article, ``text`` repaired; every offset further down counts in it.
        repairs: how often each named fixer changed the text.
        furniture: stretches that are no part of the report (``Baca juga: …``), in text order.
        paragraphs: the paragraphs, in text order, without the line breaks around them.
    """

    article: Article
    repairs: tuple[tuple[str, int], ...] = ()
    furniture: tuple[Span, ...] = ()
    paragraphs: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The repaired text."""
        return self.article.text


@dataclass(frozen=True, slots=True)
class Token:
    """One surface token as the tokenizer cut it.

    ``upos`` is the tag of its first word (``X`` in a sentence without a name, a mention or a word
    that may be a cue: nothing asks there), ``clitic`` the form of its last where the token holds
    several (``katanya`` -> ``nya``); ``name`` and ``label`` are BIOES tags of the name tagger (PER,
    ORG, LOC) and of the mention tagger (CUE, PERSON, ROLE, …).
    """

    text: str
    start: int
    end: int
    upos: str
    clitic: str = ""
    name: str = "O"
    label: str = "O"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its tokens."""

    start: int
    end: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """A clean article with its sentences; furniture holds none."""

    clean: CleanArticle
    sentences: tuple[Sentence, ...]
    sentence_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note where the sentences begin: every stage from here on looks them up by place."""
        object.__setattr__(self, "sentence_starts", tuple(s.start for s in self.sentences))

    @property
    def text(self) -> str:
        """The repaired text."""
        return self.clean.article.text

    def sentence_at(self, place: int) -> int:
        """Return the number of the last sentence that begins at or before a place, else -1."""
        return last_at(self.sentence_starts, place)


@dataclass(frozen=True, slots=True)
class Cue:
    """Attribution words: tokens ``first`` to ``last`` (exclusive) of sentence ``sentence``."""

    span: Span
    kind: CueKind
    sentence: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Detection:
    """Words that somebody said, and the cue beside them where there is one."""

    type: QuoteType
    span: Span
    cue: Cue | None
    rule: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase that names a speaker, in sentence ``sentence``, split into its parts.

    ``definite`` tells of a phrase without a name that the tagger reads as one person's position
    (`Kapolres`, `pelatih asal Spanyol itu`), not as a group or somebody unknown (`warga`,
    `seorang saksi`).
    """

    span: Span
    kind: MentionKind
    sentence: int
    name: str | None = None
    role: str | None = None
    honorific: str | None = None
    definite: bool = False

    def name_span(self, text: str) -> Span | None:
        """Return where the name stands in the article's text; ``None`` where it was respelt."""
        if not self.name:
            return None
        start = text.find(self.name, self.span.start)
        return Span(start, start + len(self.name)) if start >= 0 else None


@dataclass(frozen=True, slots=True)
class Attribution:
    """A detection and the mention beside it, ``None`` where nothing there names a speaker."""

    detection: Detection
    mention: Mention | None


@dataclass(frozen=True, slots=True)
class Speaker:
    """One speaker of one article.

    Attributes:
        name: the fullest personal name, or the fullest description of an institution or somebody
            unnamed.
        kind: person, institution, or unnamed.
        role: the fullest position, without rank or title.
        honorific: rank, academic title or form of address.
        aliases: the ways the article names the speaker, each once, in text order.
    """

    name: str
    kind: SpeakerKind
    role: str | None = None
    honorific: str | None = None
    aliases: tuple[str, ...] = ()


LONGEST_CONTEXT = 400
"""Characters of ``context`` at most."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote with its evidence; spans hold their namesakes: ``span.of(text) == quote``."""

    type: QuoteType
    quote: str
    span: Span
    speaker: Speaker | None
    mention: str | None
    mention_span: Span | None
    cue: str | None
    cue_span: Span | None
    resolution: Resolution
    rule: str
    confidence: float
    context: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one article; ``quotes`` in text order."""

    clean: CleanArticle
    quotes: tuple[Quote, ...] = ()
    rejects: tuple[Reject, ...] = field(default=())
