"""Measure a run against annotated articles: spans, types, speakers, roles, and all end to end.

What matches and what is right, `pipeline.evaluation.judge` says.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline.evaluation.bcubed import b_cubed
from pipeline.evaluation.found import Row, read_rows
from pipeline.evaluation.gold import GoldQuote, read_gold
from pipeline.evaluation.judge import Fault, Judged, Pair, judge, same_role, words
from pipeline.evaluation.scores import Evaluation, Miss, OutletScore, Score, Share, TypeScore
from pipeline.records import QuoteType, SpeakerKind

# How often the articles are drawn anew for the interval, and which of the sorted figures bound it:
# 95 % lie between the two.
_DRAWS = 500
_LOWER, _UPPER = 12, 487

_PRONOUNS = frozenset({"dia", "ia", "beliau", "mereka"})
# What `--worst` leaves out: these do not touch what was said and by whom.
_MINOR = frozenset({Fault.BOUNDARY, Fault.MENTION, Fault.CUE})


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
    judged = [judge(article, rows.get(article.article_id, [])) for article in articles]
    pairs = [pair for one in judged for pair in one.pairs]
    with_role = [p for p in pairs if p.gold.role]
    roles = [same_role(p.gold.role, p.row.role) for p in with_role]
    outlets = sorted({article.outlet for article in articles})
    return Evaluation(
        articles=len(articles),
        unknown_articles=len(rows.keys() - {article.article_id for article in articles}),
        types={kind: _type_score(judged, pairs, kind) for kind in QuoteType},
        overlap=_spans(judged),
        end_to_end=_sum([_end_to_end(one) for one in judged]),
        interval=_interval([_end_to_end(one) for one in judged]),
        several_speakers=_sum([_end_to_end(one) for one in judged if one.article.speakers > 1]),
        speaker_by_kind=_speakers_by(pairs, lambda pair: pair.gold.kind),
        speaker_by_mention=_speakers_by(pairs, _mention_kind),
        speaker_by_resolution=_speakers_by(
            (pair for pair in pairs if pair.row.resolution), lambda pair: pair.row.resolution
        ),
        grouping=b_cubed(one.pairs for one in judged),
        role_exact=Share.count(exact for exact, _ in roles),
        role_overlap=Share.count(overlap for _, overlap in roles),
        role_spurious=Share.count(bool(words(p.row.role)) for p in pairs if not p.gold.role),
        offsets_valid=Share(sum(one.valid for one in judged), sum(len(one.rows) for one in judged)),
        cue=Share.count(pair.cue_right for pair in pairs if pair.gold.cue),
        outlets={
            name: _outlet([o for o in judged if o.article.outlet == name]) for name in outlets
        },
        misses=tuple(miss for one in judged for miss in _misses(one)),
        judged=tuple(judged),
    )


def _type_score(judged: Sequence[Judged], pairs: Sequence[Pair], kind: QuoteType) -> TypeScore:
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


def _outlet(judged: Sequence[Judged]) -> OutletScore:
    return OutletScore(len(judged), _spans(judged), _sum([_end_to_end(one) for one in judged]))


def _end_to_end(one: Judged) -> Score:
    right = sum(pair.speaker_right for pair in one.pairs)
    return Score(right, len(one.rows), len(one.article.quotes))


def _spans(judged: Sequence[Judged]) -> Score:
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


def _speakers_by(pairs: Iterable[Pair], kind: Callable[[Pair], str]) -> dict[str, Share]:
    answers: dict[str, list[bool]] = {}
    for pair in pairs:
        answers.setdefault(kind(pair), []).append(pair.speaker_right)
    return {name: Share.count(answers[name]) for name in sorted(answers)}


def _mention_kind(pair: Pair) -> str:
    """What names the speaker; an office is a person's mention that shares no word with the name."""
    mention = pair.gold.mention.lower()
    if not mention:
        return "none"
    if mention in {"-nya", "nya"}:
        return "-nya"
    if mention in _PRONOUNS:
        return "pronoun"
    shares = set(words(pair.gold.mention)) & set(words(pair.gold.speaker))
    return "named" if shares or pair.gold.kind != SpeakerKind.PERSON else "office"


def _misses(one: Judged) -> Iterable[Miss]:
    for finding in one.findings:
        quote = finding.gold or finding.row
        for fault in finding.faults:
            if quote is not None and fault not in _MINOR:
                yield Miss(
                    article_id=one.article.article_id,
                    what=fault,
                    type=quote.type,
                    quote=quote.quote,
                    gold=_value(fault, finding.gold),
                    predicted=_value(fault, finding.row),
                )


def _value(fault: Fault, quote: GoldQuote | Row | None) -> str:
    """Return what a quote says where the fault lies; of a missed or spurious one, who speaks."""
    if quote is None:
        return ""
    return {Fault.TYPE: str(quote.type), Fault.ROLE: quote.role}.get(fault, quote.speaker)
