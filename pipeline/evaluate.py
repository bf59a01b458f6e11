"""Measure a run against annotated articles: spans, types, speakers, roles, and all end to end.

Spans match one to one within an article, best overlap first, whatever their type; two overlap where
they share at least half of the characters that either covers. A quote counts as found end to end
where its span overlaps and its speaker is right.
"""

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.gold import GoldArticle, GoldQuote, Row, holds, locate, read_gold, read_rows
from pipeline.records import QuoteType, Span, SpeakerKind
from pipeline.scores import Evaluation, Miss, OutletScore, Score, Share, TypeScore

# How often the articles are drawn anew for the interval, and which of the sorted figures bound it:
# 95 % lie between the two.
_DRAWS = 500
_LOWER, _UPPER = 12, 487

_PRONOUNS = frozenset({"dia", "ia", "beliau", "mereka"})
# A rank or a form of address more or less does not make another person.
_TITLES = frozenset(
    "bapak ibu pak bu prof profesor dr drs dra ir h hj kh kiai ustaz ustadz gus habib tgk "
    "jenderal komjen irjen brigjen kombes kompol akbp akp iptu ipda aiptu aipda bripka briptu "
    "bripda pol tni letjen mayjen kolonel letkol mayor kapten lettu letda laksamana marsekal "
    "sir lord".split()
)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A gold quote and the row that was matched with it, and where the row lies."""

    gold: GoldQuote
    row: Row
    span: Span

    @property
    def same_type(self) -> bool:
        return self.gold.type == self.row.type

    @property
    def speaker_right(self) -> bool:
        return _same_speaker(self.gold.speaker, self.row.speaker, self.gold.kind)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One article, gold and rows put side by side."""

    article: GoldArticle
    rows: Sequence[Row]
    valid: int
    pairs: tuple[_Pair, ...]
    spurious: tuple[Row, ...]

    @property
    def end_to_end(self) -> Score:
        right = sum(pair.speaker_right for pair in self.pairs)
        return Score(right, len(self.rows), len(self.article.quotes))


def evaluate(gold: Path, predicted: Path) -> Evaluation:
    """Compare predicted quotes with annotated articles.

    Args:
        gold: annotated articles, one JSON object a line.
        predicted: the folder of a run, its ``quotes.csv`` or ``quotes.parquet``, or a file like
            ``gold``.

    Raises:
        InputError: one of the two is missing or not of that form.
    """
    articles, rows = read_gold(gold), read_rows(predicted)
    judged = [_judge(article, rows.get(article.article_id, [])) for article in articles]
    pairs = [pair for one in judged for pair in one.pairs]
    with_role = [p for p in pairs if p.gold.role]
    roles = [_same_role(p.gold.role, p.row.role) for p in with_role]
    outlets = sorted({article.outlet for article in articles})
    return Evaluation(
        articles=len(articles),
        unknown_articles=len(rows.keys() - {article.article_id for article in articles}),
        types={kind: _type_score(judged, pairs, kind) for kind in QuoteType},
        overlap=_spans(judged),
        end_to_end=_sum([one.end_to_end for one in judged]),
        interval=_interval([one.end_to_end for one in judged]),
        several_speakers=_sum([one.end_to_end for one in judged if one.article.speakers > 1]),
        speaker_by_kind=_speakers_by(pairs, lambda pair: pair.gold.kind),
        speaker_by_mention=_speakers_by(pairs, _mention_kind),
        role_exact=Share.count(exact for exact, _ in roles),
        role_overlap=Share.count(overlap for _, overlap in roles),
        role_spurious=Share.count(bool(_words(p.row.role)) for p in pairs if not p.gold.role),
        offsets_valid=Share(sum(one.valid for one in judged), sum(len(one.rows) for one in judged)),
        cue=Share.count(_words(p.gold.cue) == _words(p.row.cue) for p in pairs if p.gold.cue),
        outlets={
            name: _outlet([o for o in judged if o.article.outlet == name]) for name in outlets
        },
        misses=tuple(miss for one in judged for miss in _misses(one)),
    )


def right_rows(article: GoldArticle, rows: Sequence[Row]) -> list[bool]:
    """Tell of each row of an article whether its words and its speaker are right."""
    right = {id(pair.row) for pair in _judge(article, rows).pairs if pair.speaker_right}
    return [id(row) in right for row in rows]


def _judge(article: GoldArticle, rows: Sequence[Row]) -> _Judged:
    spans: list[Span | None] = []
    after = 0
    for row in rows:
        span = locate(article.text, row.quote, row.claim, after)
        spans.append(span)
        after = after if span is None else span.start + 1
    closest = sorted(
        (-overlap, i, j)
        for i, quote in enumerate(article.quotes)
        for j, span in enumerate(spans)
        if span is not None and (overlap := _overlap(quote.span, span)) >= 0.5
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in closest:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return _Judged(
        article=article,
        rows=rows,
        valid=sum(holds(article.text, row.quote, row.claim) is not None for row in rows),
        pairs=tuple(
            _Pair(article.quotes[i], rows[j], span)
            for i, j in sorted(partner.items())
            if (span := spans[j]) is not None
        ),
        spurious=tuple(row for j, row in enumerate(rows) if j not in taken),
    )


def _overlap(one: Span, other: Span) -> float:
    """Intersection over union, in characters."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))


def _type_score(judged: Sequence[_Judged], pairs: Sequence[_Pair], kind: QuoteType) -> TypeScore:
    gold = sum(quote.type == kind for one in judged for quote in one.article.quotes)
    predicted = sum(row.type == kind for one in judged for row in one.rows)
    found = [pair for pair in pairs if pair.same_type and pair.gold.type == kind]
    speaker = Share.count(pair.speaker_right for pair in found)
    return TypeScore(
        overlap=Score(len(found), predicted, gold),
        exact=Score(sum(pair.gold.span == pair.span for pair in found), predicted, gold),
        speaker=speaker,
        end_to_end=Score(speaker.hits, predicted, gold),
    )


def _outlet(judged: Sequence[_Judged]) -> OutletScore:
    return OutletScore(len(judged), _spans(judged), _sum([one.end_to_end for one in judged]))


def _spans(judged: Sequence[_Judged]) -> Score:
    return _sum([Score(len(o.pairs), len(o.rows), len(o.article.quotes)) for o in judged])


def _sum(scores: Sequence[Score]) -> Score:
    return Score(
        sum(score.right for score in scores),
        sum(score.predicted for score in scores),
        sum(score.gold for score in scores),
    )


def _interval(scores: Sequence[Score]) -> tuple[float, float]:
    """Bounds of F over draws of as many articles; the seed is part of the measure."""
    if not scores:
        return 0.0, 0.0
    chance = random.Random(0)
    drawn = sorted(_sum(chance.choices(scores, k=len(scores))).f for _ in range(_DRAWS))
    return drawn[_LOWER], drawn[_UPPER]


def _speakers_by(pairs: Iterable[_Pair], kind: Callable[[_Pair], str]) -> dict[str, Share]:
    answers: dict[str, list[bool]] = {}
    for pair in pairs:
        answers.setdefault(kind(pair), []).append(pair.speaker_right)
    return {name: Share.count(answers[name]) for name in sorted(answers)}


def _mention_kind(pair: _Pair) -> str:
    """What names the speaker; an office is a person's mention that shares no word with the name."""
    mention = pair.gold.mention.lower()
    if not mention:
        return "none"
    if mention in {"-nya", "nya"}:
        return "-nya"
    if mention in _PRONOUNS:
        return "pronoun"
    shares = set(_words(pair.gold.mention)) & set(_words(pair.gold.speaker))
    return "named" if shares or pair.gold.kind != SpeakerKind.PERSON else "office"


def _same_speaker(gold: str, predicted: str, kind: str) -> bool:
    """Compare two names, titles aside; descriptions need only share half of their words."""
    one, other = _words(gold), _words(predicted)
    if not one or not other:
        return not one and not other
    one = [word for word in one if word not in _TITLES] or one
    other = [word for word in other if word not in _TITLES] or other
    if one == other or kind == SpeakerKind.PERSON:
        return one == other
    a, b = set(one), set(other)
    if 2 * len(a & b) >= len(a | b):
        return True
    return (b < a and 2 * len(b) >= len(a)) or (a < b and len(b) <= 2 * len(a) + 2)


def _same_role(gold: str, predicted: str) -> tuple[bool, bool]:
    """Tell whether two roles are equal, and whether they share half of their words."""
    one, other = _words(gold), _words(predicted)
    shared = sum((Counter(one) & Counter(other)).values())
    return one == other, 4 * shared >= len(one) + len(other)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c if c.isalnum() or c == "_" else " " for c in folded).split()


def _misses(one: _Judged) -> Iterable[Miss]:
    article_id = one.article.article_id
    found = {id(pair.gold): pair for pair in one.pairs}
    for quote in one.article.quotes:
        pair = found.get(id(quote))
        if pair is None:
            yield Miss(article_id, "missed", quote.type, quote.quote, quote.speaker, "")
            continue
        row = pair.row
        if not pair.same_type:
            yield Miss(article_id, "type", quote.type, quote.quote, quote.type, row.type)
        if not pair.speaker_right:
            yield Miss(article_id, "speaker", quote.type, quote.quote, quote.speaker, row.speaker)
        if quote.role and not _same_role(quote.role, row.role)[1]:
            yield Miss(article_id, "role", quote.type, quote.quote, quote.role, row.role)
    for row in one.spurious:
        yield Miss(article_id, "spurious", row.type, row.quote, "", row.speaker)
