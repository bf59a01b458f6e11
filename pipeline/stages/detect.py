"""Stage 4, detect: which words somebody said, and the cue that says so."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.detection.cues import Cues, find_cues
from pipeline.detection.marks import (
    LEFT_DOUBLE,
    QUOTATION_MARK,
    RIGHT_DOUBLE,
    Closure,
    Marked,
    pair,
    trim,
)
from pipeline.detection.reported import is_statement
from pipeline.detection.rules import Rule
from pipeline.detection.statements import statement
from pipeline.lexicon import words
from pipeline.records import AnnotatedArticle, Cue, Detection, QuoteType, Sentence, Span
from pipeline.spans import reaching

NAMING = words("cues", "naming")
PLAIN_MARKS = QUOTATION_MARK + LEFT_DOUBLE + RIGHT_DOUBLE
# What may stand between the end of a sentence and the next one: a space, a number, a bullet.
_LEAD = r"[\s\d).\-–—•*]"
# A run of these is looked at once, from its first: from each of them it would take quadratic time.
SENTENCE_START = regex.compile(rf"(?:^|(?<=[!?…:])|(?<!{_LEAD})(?={_LEAD}*?[.\n])){_LEAD}*+$")
SENTENCE_STOP = regex.compile(
    rf"^(?:[^\S\n]*+\n|\s*+(?:$|(?:[.!?]\s*+)?[\p{{Lu}}{PLAIN_MARKS}(\[-]))"
)
# Artinya: "…" — the translation of a prayer or verse is nobody's utterance
TRANSLATED = regex.compile(r"\bartinya\s*+(?:[:,]\s*+)?$", regex.IGNORECASE)
RESUMED = regex.compile(rf"[^.!?\n{PLAIN_MARKS}]{{0,120}},\s*")
WORD = regex.compile(r"\w+")
# Iman mempersatukan. Iman itu …: two sentences are no part of the reporter's one
INNER_STOP = regex.compile(r"\p{Ll}{2}[.!?]\s+\p{L}")
SHORTEST_CLAUSE = 4


def detect(article: AnnotatedArticle) -> list[Detection]:
    """Find direct, mixed and indirect quotes, in text order.

    Args:
        article: an annotated article.

    Returns:
        Detections; marked spans do not overlap, and an indirect span holds no direct quote.
    """
    cues, direct = _direct(article)
    indirect = (found for found, named in candidates(article, cues, direct) if is_statement(named))
    return _in_order([*direct, *indirect])


def _direct(article: AnnotatedArticle) -> tuple[Cues, list[Detection]]:
    """Return an article's cues, and its direct and mixed quotes."""
    marked = _outside_furniture(article, pair(article.text, article.clean.paragraphs))
    cues = find_cues(article, marked)
    return cues, list(_marked_quotes(article, marked, cues))


def candidates(
    article: AnnotatedArticle, cues: Cues | None = None, direct: Sequence[Detection] = ()
) -> Iterator[tuple[Detection, frozenset[str]]]:
    """Yield what may be an indirect quote, with what speaks for and against it.

    Args:
        article: an annotated article.
        cues: its cues; without them, they and the direct quotes are found first.
        direct: its direct and mixed quotes.
    """
    if cues is None:
        cues, direct = _direct(article)
    taken = {d.cue for d in direct if d.cue is not None}
    spans = sorted(d.span for d in direct)
    starts = [span.start for span in spans]
    for cue in cues.free:
        if cue in taken:
            continue
        sentence = article.sentences[cue.sentence]
        others = [c for c in cues.of_sentence[cue.sentence] if c != cue]
        near = reaching(starts, spans, sentence.start, sentence.end)
        content = statement(sentence, cue, others, near)
        if content is not None and not any(content.span.overlaps(span) for span in near):
            quote = Detection(QuoteType.INDIRECT, content.span, cue, content.rule)
            yield quote, content.features


def _outside_furniture(article: AnnotatedArticle, marked: Sequence[Marked]) -> list[Marked]:
    masks = article.clean.furniture
    return [m for m in marked if not any(mask.covers(m.inner) for mask in masks)]


def _in_order(found: list[Detection]) -> list[Detection]:
    """Sort by place; of indirect spans that overlap, keep the first, or the longer."""
    kept: list[Detection] = []
    for detection in sorted(found, key=lambda d: (d.span.start, -d.span.end)):
        if (
            kept
            and detection.type is QuoteType.INDIRECT
            and kept[-1].type is QuoteType.INDIRECT
            and kept[-1].span.overlaps(detection.span)
        ):
            continue
        kept.append(detection)
    return kept


def _marked_quotes(
    article: AnnotatedArticle, marked: Sequence[Marked], cues: Cues
) -> Iterator[Detection]:
    """Decide of each marked stretch whether it is a direct quote, a mixed one, or no quote."""
    text = article.text
    previous: Detection | None = None
    for stretch in marked:
        before = cues.before(stretch)
        after = cues.after(stretch)
        if stretch.closure is Closure.UNCLOSED:
            after = cues.inside(stretch)
        span = _extent(article, stretch, after)
        if span is None or span.start >= span.end:
            continue
        detection: Detection | None = None
        content = span.of(text)
        size = len(WORD.findall(content))
        starts = _starts_sentence(article, stretch)
        if after is not None and size and not _fragment_before_cue(content, starts, size):
            detection = Detection(QuoteType.DIRECT, span, after, Rule.DIRECT_CUE_AFTER)
        elif before is not None and size:
            detection = Detection(QuoteType.DIRECT, span, before, Rule.DIRECT_CUE_BEFORE)
        elif stretch.closure is Closure.UNOPENED:
            detection = None
        elif previous and previous.cue and _resumes(article, previous, stretch):
            detection = Detection(QuoteType.DIRECT, span, None, Rule.DIRECT_INTERRUPTED)
        elif TRANSLATED.search(text, max(0, stretch.outer.start - 20), stretch.outer.start):
            detection = None
        elif (
            starts
            and size >= SHORTEST_CLAUSE
            and content[0] not in "#@"
            and _whole(article, stretch)
        ):
            rule = Rule.DIRECT_CONTINUED if previous else Rule.DIRECT_ALONE
            detection = Detection(QuoteType.DIRECT, span, None, rule)
        elif (cue := cues.around(stretch)) is not None and stretch.closure is not Closure.UNCLOSED:
            detection = _embedded(article, stretch, span, cue, size)
        if detection is not None and detection.cue is None:
            pointing = cues.pointing_back(stretch)
            if pointing is not None:
                detection = replace(detection, cue=pointing)
        if detection is not None:
            if detection.type is QuoteType.DIRECT:
                previous = detection
            yield detection


def _resumes(article: AnnotatedArticle, previous: Detection, stretch: Marked) -> bool:
    """Tell an utterance that goes on behind its attribution: ``"A," kata Andi, "b."``."""
    if previous.cue is None or previous.cue.span.start < previous.span.end:
        return False
    between = article.text[previous.cue.span.end : stretch.outer.start]
    return RESUMED.fullmatch(between) is not None


def _fragment_before_cue(content: str, starts: bool, size: int) -> bool:
    """Tell a marked term at the end of an indirect statement from a short utterance."""
    return (
        not starts
        and size < SHORTEST_CLAUSE
        and not content.rstrip().endswith((",", "!", "?", "."))
    )


def _extent(article: AnnotatedArticle, stretch: Marked, after: Cue | None) -> Span | None:
    """Return the words of a stretch; where a mark is missing, sentence ends and the cue tell."""
    text = article.text
    inner = trim(text, stretch.inner)
    if stretch.closure is Closure.UNOPENED:
        if after is None:
            return None
        starts = [s.start for s in article.sentences if s.start < inner.end]
        return trim(text, Span(max([inner.start, *starts[-1:]]), inner.end))
    if stretch.closure is Closure.UNCLOSED:
        if after is not None:
            return trim(text, Span(inner.start, after.span.start))
        if len(article.clean.paragraphs) == 1:
            ends = [s.end for s in article.sentences if inner.start < s.end <= inner.end]
            return Span(inner.start, ends[0]) if ends else inner
    return inner


def _starts_sentence(article: AnnotatedArticle, stretch: Marked) -> bool:
    """Tell whether nothing of the reporter's sentence stands before the stretch."""
    text = article.text
    head = text[max(0, stretch.outer.start - 12) : stretch.outer.start]
    if SENTENCE_START.search(head) is not None or stretch.outer.start == 0:
        return True
    if not article.sentences:
        return False
    return (
        article.sentence_starts[article.sentence_at(stretch.outer.start)]
        in (
            stretch.outer.start - 1,
            stretch.outer.start,
        )
        and head.rstrip()[-1:] != ","
    )


def _whole(article: AnnotatedArticle, stretch: Marked) -> bool:
    """Tell whether the reporter's sentence ends with the stretch."""
    text = article.text
    tail = text[stretch.outer.end : stretch.outer.end + 12]
    inside = stretch.inner.of(text).rstrip()
    return inside.endswith((".", "!", "?", ",", "…")) or SENTENCE_STOP.match(tail) is not None


def _embedded(
    article: AnnotatedArticle, stretch: Marked, span: Span, cue: Cue, size: int
) -> Detection | None:
    """Judge a stretch inside the reporter's sentence."""
    text = article.text
    content = span.of(text)
    head = WORD.findall(text[max(0, stretch.outer.start - 40) : stretch.outer.start].casefold())
    if head and (head[-1] in NAMING or head[-2:] == ["disebut", "sebagai"]):
        return None
    whole = content[:1].isupper() and content.rstrip()[-1:] in ".,!?"
    if size >= SHORTEST_CLAUSE + 1 and (whole or INNER_STOP.search(content)):
        return Detection(QuoteType.DIRECT, span, cue, Rule.DIRECT_EMBEDDED)
    if size <= SHORTEST_CLAUSE and _foreign(article.sentences[cue.sentence], span):
        return None
    titled = all(w[0].isupper() or len(w) <= 3 for w in WORD.findall(content))
    if titled or (stretch.single and size < SHORTEST_CLAUSE - 1):
        return None
    return Detection(QuoteType.MIXED, span, cue, Rule.MIXED_FRAGMENT)


def _foreign(sentence: Sentence, span: Span) -> bool:
    """Tell a term of another language by a word the tagger does not know: ``soft landing``."""
    # in an article without capitals every name is in lower case
    cased = any(t.text[:1].isupper() for t in sentence.tokens)
    return any(
        t.upos == "X" or (cased and t.upos == "PROPN" and t.text.islower())
        for t in sentence.tokens
        if span.start <= t.start < span.end
    )
