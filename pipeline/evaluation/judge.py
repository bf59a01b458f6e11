"""Put the quotes found in an annotated article beside the annotated ones, and say what is wrong.

Spans match one to one within an article, best overlap first, whatever their type; two overlap where
they share at least half of the characters that either covers. A quote counts as found end to end
where its span overlaps and its speaker is right.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.evaluation.found import Row
from pipeline.evaluation.gold import GoldArticle, GoldQuote, holds, locate
from pipeline.evaluation.matching import match
from pipeline.records import Span, SpeakerKind

# A rank or a form of address more or less does not make another person.
_TITLES = frozenset(
    "bapak ibu pak bu prof profesor dr drs dra ir h hj kh kiai ustaz ustadz gus habib tgk "
    "jenderal komjen irjen brigjen kombes kompol akbp akp iptu ipda aiptu aipda bripka briptu "
    "bripda pol tni letjen mayjen kolonel letkol mayor kapten lettu letda laksamana marsekal "
    "sir lord".split()
)


class Fault(StrEnum):
    """What can be wrong with a quote."""

    MISSED = "missed"  # annotated and not found
    SPURIOUS = "spurious"  # found and not annotated
    BOUNDARY = "boundary"  # found, and begins or ends elsewhere
    TYPE = "type"
    SPEAKER = "speaker"
    ROLE = "role"
    MENTION = "mention"
    CUE = "cue"


@dataclass(frozen=True, slots=True)
class Pair:
    """An annotated quote and the row that was matched with it, and where the row lies."""

    gold: GoldQuote
    row: Row
    span: Span

    @property
    def same_type(self) -> bool:
        """Tell whether both are of one type."""
        return self.gold.type == self.row.type

    @property
    def speaker_right(self) -> bool:
        """Tell whether both name the same speaker."""
        return _same_speaker(self.gold.speaker, self.row.speaker, self.gold.kind)

    @property
    def role_right(self) -> bool:
        """Tell whether the roles share half of their words, or neither has one."""
        return same_role(self.gold.role, self.row.role)[1]

    @property
    def cue_right(self) -> bool:
        """Tell whether the attribution words are the same."""
        return words(self.gold.cue) == words(self.row.cue)

    @property
    def mention_right(self) -> bool:
        """Tell whether the same words name the speaker; a table without mentions is not wrong."""
        return self.row.mention is None or words(self.gold.mention) == words(self.row.mention)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong; a cue or mention only where the annotated quote has one."""
        wrong = {
            Fault.BOUNDARY: self.gold.span != self.span,
            Fault.TYPE: not self.same_type,
            Fault.SPEAKER: not self.speaker_right,
            Fault.ROLE: not self.role_right,
            Fault.MENTION: bool(self.gold.mention) and not self.mention_right,
            Fault.CUE: bool(self.gold.cue) and not self.cue_right,
        }
        return tuple(fault for fault, holding in wrong.items() if holding)


@dataclass(frozen=True, slots=True)
class Finding:
    """An annotated quote, a row, or both where they were matched; and what is wrong there.

    ``span`` is where the row lies, ``None`` without a row or where its words are not in the text.
    """

    gold: GoldQuote | None
    row: Row | None
    span: Span | None
    faults: tuple[Fault, ...]

    @property
    def start(self) -> float:
        """Where it begins in the text; behind all text where nothing of it is there."""
        spans = (self.gold.span if self.gold else None, self.span)
        return min((span.start for span in spans if span), default=float("inf"))


@dataclass(frozen=True, slots=True)
class Judged:
    """One article, annotated quotes and rows put side by side.

    Attributes:
        article: the annotated article.
        rows: all rows, as they came.
        valid: how many of them have offsets that hold their quote.
        pairs: annotated quotes and the rows matched with them, in text order.
        missed: annotated quotes without a row.
        spurious: rows without an annotated quote, and where they lie, if their words are in the
            text at all.
    """

    article: GoldArticle
    rows: Sequence[Row]
    valid: int
    pairs: tuple[Pair, ...]
    missed: tuple[GoldQuote, ...]
    spurious: tuple[tuple[Row, Span | None], ...]

    @property
    def findings(self) -> list[Finding]:
        """All of it in text order, with what is wrong."""
        found = [Finding(pair.gold, pair.row, pair.span, pair.faults) for pair in self.pairs]
        found += [Finding(quote, None, None, (Fault.MISSED,)) for quote in self.missed]
        found += [Finding(None, row, span, (Fault.SPURIOUS,)) for row, span in self.spurious]
        return sorted(found, key=lambda finding: finding.start)


def judge(article: GoldArticle, rows: Sequence[Row]) -> Judged:
    """Match the rows of an article with its annotated quotes."""
    spans: list[Span | None] = []
    after = 0
    for row in rows:
        span = locate(article.text, row.quote, row.claim, after)
        spans.append(span)
        after = after if span is None else span.start + 1
    partner = match([quote.span for quote in article.quotes], spans)
    taken = set(partner.values())
    return Judged(
        article=article,
        rows=rows,
        valid=sum(holds(article.text, row.quote, row.claim) is not None for row in rows),
        pairs=tuple(
            Pair(article.quotes[i], rows[j], span)
            for i, j in partner.items()
            if (span := spans[j]) is not None
        ),
        missed=tuple(quote for i, quote in enumerate(article.quotes) if i not in partner),
        spurious=tuple((rows[j], spans[j]) for j in range(len(rows)) if j not in taken),
    )


def right_rows(article: GoldArticle, rows: Sequence[Row]) -> list[bool]:
    """Tell of each row of an article whether its words and its speaker are right."""
    right = {id(pair.row) for pair in judge(article, rows).pairs if pair.speaker_right}
    return [id(row) in right for row in rows]


def found_rows(article: GoldArticle, rows: Sequence[Row]) -> list[bool]:
    """Tell of each row of an article whether its words are right, whoever speaks them."""
    found = {id(pair.row) for pair in judge(article, rows).pairs}
    return [id(row) in found for row in rows]


def same_role(gold: str, predicted: str) -> tuple[bool, bool]:
    """Tell whether two roles are equal, and whether they share half of their words."""
    one, other = words(gold), words(predicted)
    shared = sum((Counter(one) & Counter(other)).values())
    return one == other, 4 * shared >= len(one) + len(other)


def name_words(name: str) -> tuple[str, ...]:
    """Return the words by which a name is compared: titles aside, unless it is nothing else."""
    all_words = words(name)
    return tuple(word for word in all_words if word not in _TITLES) or tuple(all_words)


def words(text: str) -> list[str]:
    """Return the words of a text, without case and punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c if c.isalnum() or c == "_" else " " for c in folded).split()


def _same_speaker(gold: str, predicted: str, kind: str) -> bool:
    """Compare two names, titles aside.

    Descriptions need only share half of their words, or one holds the other and is not much longer:
    at most twice as long as what was annotated, and two words more.
    """
    one, other = name_words(gold), name_words(predicted)
    if not one or not other or one == other or kind == SpeakerKind.PERSON:
        return one == other
    a, b = set(one), set(other)
    if 2 * len(a & b) >= len(a | b):
        return True
    return (b < a and 2 * len(b) >= len(a)) or (a < b and len(b) <= 2 * len(a) + 2)
