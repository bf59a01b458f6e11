"""The content of an indirect quote: which words of a sentence a cue reports.

The span is one stretch of the sentence without cue, speaker, complementizer and final full stop.
Where the attribution stands inside the statement, the longer part is taken, unless it holds no
predicate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.attribution.phrases import COMMAS, Range, ahead, behind, bracket_end
from pipeline.detection.marks import (
    APOSTROPHE,
    LEFT_DOUBLE,
    LEFT_SINGLE,
    QUOTATION_MARK,
    RIGHT_DOUBLE,
    RIGHT_SINGLE,
)
from pipeline.detection.reported import features
from pipeline.detection.rules import Rule
from pipeline.lexicon import normalise, words
from pipeline.records import Cue, CueKind, Sentence, Span, Token

COMPLEMENTIZERS = words("connectors", "complementizer")
ACTIVE = words("cues", "active")
CLAUSAL = words("cues", "clausal")
ASKING = words("cues", "asking")
ADVERBS = words("connectors", "adverb")
CIRCUMSTANCE = words("connectors", "circumstance")
PREDICATES = frozenset(("VERB", "ADJ", "AUX"))
VERBS = PREDICATES - {"ADJ"}
# what a statement does not end with, and the punctuation it may begin with
FINAL = frozenset(
    ".!?…;:,–—-"
    + QUOTATION_MARK
    + LEFT_DOUBLE
    + RIGHT_DOUBLE
    + APOSTROPHE
    + LEFT_SINGLE
    + RIGHT_SINGLE
)
INITIAL = frozenset("(" + QUOTATION_MARK + LEFT_DOUBLE + APOSTROPHE)
ANAPHORS = words("cues", "anaphor")
JOINING = words("connectors", "joining")
COPULAS = words("connectors", "copula")
TOPICS = words("connectors", "topic")
CONTINUING = words("connectors", "continuing")
AUDIENCE = words("connectors", "audience")
CONNECTING = words("connectors", "conjunction", "adverb") | {"itu", "ini"}
CLASSIFYING = words("cues", "classifying")
# where the cue stands: before the content, inside it, behind it
BARE = (Rule.INDIRECT_BARE_FRONT, Rule.INDIRECT_BARE_INSIDE, Rule.INDIRECT_BARE_AFTER)
PREPOSITION = (
    Rule.INDIRECT_PREPOSITION_FRONT,
    Rule.INDIRECT_PREPOSITION_INSIDE,
    Rule.INDIRECT_PREPOSITION_AFTER,
)
SHORTEST = 2
FAR_COMPLEMENTIZER = 14


@dataclass(frozen=True, slots=True)
class Content:
    """What a cue may report indirectly: where it stands, the rule that found it, its features."""

    span: Span
    rule: Rule
    features: frozenset[str]


def statement(
    sentence: Sentence, cue: Cue, others: Sequence[Cue], direct: Sequence[Span]
) -> Content | None:
    """Return what a cue may report indirectly.

    Args:
        sentence: the cue's sentence.
        cue: the cue.
        others: the sentence's other cues.
        direct: quotes already found: their words are nobody's indirect statement.

    Returns:
        ``None`` where the cue reports nothing.
    """
    tokens = sentence.tokens
    if cue.kind is CueKind.ACTIVE:
        found = _after_active(tokens, cue, others)
    elif cue.kind is CueKind.PASSIVE:
        found = _around_passive(tokens, cue)
    else:
        found = _around(tokens, cue)
    if found is None:
        return None
    (first, last), rule = found
    first, last = _trim(tokens, first, last)
    if last - first < SHORTEST:
        return None
    # a statement does not run through somebody's direct words: it ends before them
    for span in direct:
        for i in range(first, last):
            if tokens[i].start < span.end and tokens[i].end > span.start:
                return None
    return Content(
        Span(tokens[first].start, tokens[last - 1].end),
        rule,
        features(tokens, cue, first, last, rule, _clause(tokens, cue, first, last)),
    )


def _clause(tokens: Sequence[Token], cue: Cue, first: int, last: int) -> bool:
    """Tell a clause from a topic: ``uang kepada penumpang`` and ``nomor yang masuk`` say nothing.

    A verb behind `yang` belongs to a noun. `bahwa` opens a clause whatever the tagger makes of its
    words; a verb that is no verb of saying needs more than an adjective behind it.
    """
    if normalise(tokens[first].text) in TOPICS:
        return False
    if any(normalise(t.text) in COMPLEMENTIZERS for t in tokens[cue.last : first]):
        return True
    verb = normalise(tokens[cue.last - 1].text)
    if verb in CLAUSAL:
        return True
    return _predicate(tokens, first, last, PREDICATES if verb in ACTIVE else VERBS)


def _predicate(
    tokens: Sequence[Token], first: int, last: int, tags: frozenset[str] = PREDICATES
) -> bool:
    """Tell whether a stretch holds a predicate of its own, not one behind `yang`."""
    for i in range(first, last):
        if tokens[i].upos in tags or normalise(tokens[i].text) in COPULAS:
            lead = normalise(tokens[i - 1].text) if i > first else ""
            if lead != "yang" and not (
                lead in ADVERBS and i - 1 > first and normalise(tokens[i - 2].text) == "yang"
            ):
                return True
    return False


def _trim(tokens: Sequence[Token], first: int, last: int) -> Range:
    """Take punctuation and closing words off both ends."""
    while first < last and tokens[first].upos == "PUNCT" and tokens[first].text not in INITIAL:
        first += 1
    while last > first and tokens[last - 1].text and all(c in FINAL for c in tokens[last - 1].text):
        last -= 1
    return first, last


def _after_active(
    tokens: Sequence[Token], cue: Cue, others: Sequence[Cue]
) -> tuple[Range, Rule] | None:
    """Return the content behind an active cue: ``Andi mengatakan (kepada pers) (bahwa) | …``."""
    start = _content_start(tokens, cue.last, normalise(tokens[cue.last - 1].text))
    stop = next(
        (c.first for c in others if c.first > start and c.kind is CueKind.ACTIVE), len(tokens)
    )
    if stop < len(tokens):
        # … menyebut A dan mengatakan B: two statements
        stop = stop - 1 if normalise(tokens[stop - 1].text) in JOINING else len(tokens)
    if stop - start >= SHORTEST + 1:
        return (start, stop), Rule.INDIRECT_ACTIVE
    subject = ahead(tokens, cue.first)
    end = subject[0] if subject else cue.first
    if end and tokens[end - 1].text in COMMAS:
        return (0, end - 1), Rule.INDIRECT_ACTIVE_AFTER
    return None


def _content_start(tokens: Sequence[Token], at: int, verb: str) -> int:
    """Return where the content begins behind an active cue."""
    i = at
    while i < len(tokens) and normalise(tokens[i].text) in CONTINUING:
        i += 1
    for j in range(i, min(i + FAR_COMPLEMENTIZER, len(tokens))):
        form = normalise(tokens[j].text)
        if form.startswith("bahwa"):
            return j + 1
        if form in COMPLEMENTIZERS and j == i:
            return j + 1
        if verb in ASKING and form not in ("kepada", "pada"):
            break
        if tokens[j].label[2:] == "SAID":
            if tokens[j].label[0] in "BS":
                if normalise(tokens[j].text) in COMPLEMENTIZERS:
                    return j + 1
                return j
            break
    if i < len(tokens) and normalise(tokens[i].text) in AUDIENCE:
        for j in range(i, min(i + FAR_COMPLEMENTIZER, len(tokens))):
            bracket = bracket_end(tokens, j)
            if bracket is not None and bracket < len(tokens) and tokens[bracket].text in COMMAS:
                return bracket + 1
            if tokens[j].text in COMMAS:
                return j + 1
    if i < len(tokens) and tokens[i].text in (",", ":"):
        i += 1
        if i < len(tokens) and normalise(tokens[i].text) in ("bahwa", "bahwasanya"):
            i += 1
    return i


def _around_passive(tokens: Sequence[Token], cue: Cue) -> tuple[Range, Rule] | None:
    """Return the content beside a passive cue: ``Dikatakan Andi, | …``.

    `Hal itu dikatakan Andi` points back and reports nothing new.
    """
    before = [normalise(t.text) for t in tokens[max(0, cue.first - 2) : cue.first]]
    if before[-1:] == ["demikian"]:
        # …, demikian disampaikan Andi
        return ((0, cue.first - 1), Rule.INDIRECT_PASSIVE_AFTER) if before[0] == "," else None
    if any(normalise(t.text) in ANAPHORS for t in tokens[: cue.first]):
        return None
    speaker = behind(tokens, cue.last)
    if speaker is None:
        return None
    for j in range(speaker[1], min(speaker[1] + FAR_COMPLEMENTIZER, len(tokens))):
        if normalise(tokens[j].text).startswith("bahwa"):
            return (j + 1, len(tokens)), Rule.INDIRECT_PASSIVE
    if cue.first == 0 or (
        speaker[1] < len(tokens) and tokens[speaker[1]].text in COMMAS and cue.first <= 2
    ):
        return (speaker[1], len(tokens)), Rule.INDIRECT_PASSIVE
    if tokens[cue.first - 1].text in COMMAS:
        goes_on = speaker[1] < len(tokens) and tokens[speaker[1]].text in COMMAS
        if goes_on and not _predicate(tokens, 0, cue.first):
            # Di samping itu, dikatakan Andi, harga naik
            return (speaker[1], len(tokens)), Rule.INDIRECT_PASSIVE
        return (0, cue.first), Rule.INDIRECT_PASSIVE_AFTER
    return None


def _around(tokens: Sequence[Token], cue: Cue) -> tuple[Range, Rule] | None:
    """Return the content around a cue whose speaker follows: ``…, kata Andi, …``."""
    if cue.last < len(tokens) and normalise(tokens[cue.last].text) in CLASSIFYING:
        return None
    speaker = None if cue.kind is CueKind.CLITIC else behind(tokens, cue.last)
    if speaker is None and cue.kind is CueKind.BARE and tokens[cue.first].label == "O":
        return None
    end = speaker[1] if speaker else cue.last
    bracket = bracket_end(tokens, end) if end < len(tokens) else None
    if bracket is not None:
        end = bracket
    front, inside, after = BARE
    if normalise(tokens[cue.first].text).startswith("menurut"):
        front, inside, after = PREPOSITION
    left = (0, cue.first)
    opens = all(t.upos == "PUNCT" or normalise(t.text) in CONNECTING for t in tokens[: cue.first])
    right = (end, len(tokens))
    if opens:
        start = end
        while start < len(tokens) and (
            tokens[start].text in COMMAS or normalise(tokens[start].text) in COMPLEMENTIZERS
        ):
            start += 1
        return (start, len(tokens)), front
    goes_on = (
        end < len(tokens) and tokens[end].text in COMMAS and not _circumstance(tokens, end + 1)
    )
    if not goes_on and end < len(tokens):
        # …, katanya Harga naik: no comma, but the tagger sees the content go on
        goes_on = tokens[end].label == "B-SAID" or (
            tokens[end].upos in ("VERB", "AUX") and not _circumstance(tokens, end)
        )
    if goes_on and _heavier(tokens, right, left):
        return right, inside
    return left, after


def _circumstance(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether what follows says when or where it was said."""
    return at < len(tokens) and (
        normalise(tokens[at].text) in CIRCUMSTANCE and tokens[at].label[2:] != "SAID"
    )


def _heavier(tokens: Sequence[Token], one: Range, other: Range) -> bool:
    """Tell which of two parts is the statement: the one with a predicate, else the longer."""

    def length(part: Range) -> int:
        a, b = _trim(tokens, *part)
        return tokens[b - 1].end - tokens[a].start if b > a else 0

    if min(length(one), length(other)) > 0:
        says, other_says = _predicate(tokens, *one), _predicate(tokens, *other)
        if says != other_says:
            return says
    return length(one) > length(other)
