"""Stage 5, attribute: from a cue to the words beside it that name the speaker, split into parts."""

from collections.abc import Sequence

from pipeline.attribution.introductions import role_start
from pipeline.attribution.mentions import split
from pipeline.attribution.names import name_before, name_range
from pipeline.attribution.phrases import Range, ahead, behind, capital, kind
from pipeline.lexicon import normalise
from pipeline.records import (
    AnnotatedArticle,
    Attribution,
    Cue,
    CueKind,
    Detection,
    Mention,
    MentionKind,
    Span,
    Token,
)

CLITIC = "nya"


def attribute(article: AnnotatedArticle, detections: Sequence[Detection]) -> list[Attribution]:
    """Find the mention beside each detection's cue.

    Returns:
        One attribution a detection, in the same order; ``mention`` is ``None`` where nothing beside
        the quote names a speaker.
    """
    return [
        Attribution(detection, _mention(article, detection.cue) if detection.cue else None)
        for detection in detections
    ]


def _mention(article: AnnotatedArticle, cue: Cue) -> Mention | None:
    """Return the mention that a cue asks for, where it asks for it."""
    tokens = article.sentences[cue.sentence].tokens
    if cue.kind is CueKind.CLITIC:
        end = cue.span.end
        start = end - len(CLITIC)
        following = behind(tokens, cue.last)
        # ujarnya Andi, katanya dia: the clitic only announces the name
        if following and following[0] == cue.last and _announced(tokens, cue.last):
            announced = split(article, cue.sentence, *following)
            if announced is not None:
                return announced
        return Mention(Span(start, end), MentionKind.CLITIC, cue.sentence)
    if cue.kind is CueKind.ACTIVE:
        phrase = ahead(tokens, cue.first)
        if (
            phrase is None
            and cue.first > 0
            and normalise(tokens[cue.first - 1].text) in ("dan", "serta", "lalu")
        ):
            phrase = _shared(tokens, cue.first)
        if phrase is None and cue.last < len(tokens):
            # inverted: …, menambahkan Andi
            after = behind(tokens, cue.last)
            if after and tokens[after[0]].label[2:] in ("PERSON", "ROLE", "HON", "ORG", "PRON"):
                phrase = after
        elif phrase is not None:
            phrase = _whole(tokens, phrase)
    else:
        phrase = behind(tokens, cue.last)
        if cue.kind is CueKind.PREPOSITION and phrase is not None and _owned(tokens, phrase):
            end = tokens[phrase[0]].end
            return Mention(Span(end - len(CLITIC), end), MentionKind.CLITIC, cue.sentence)
        if phrase is None and cue.kind is CueKind.BARE:
            phrase = ahead(tokens, cue.first)
            if phrase is not None and tokens[phrase[0]].label == "O":
                phrase = None
    return split(article, cue.sentence, *phrase) if phrase else None


def _owned(tokens: Sequence[Token], phrase: Range) -> bool:
    """Tell somebody's own observation: ``menurut | pengamatannya,``."""
    first, last = phrase
    token = tokens[first]
    return last - first == 1 and token.clitic == CLITIC and not capital(token)


def _announced(tokens: Sequence[Token], at: int) -> bool:
    """Tell who is named behind a clitic (``ujarnya | Andi``) from how it is said (``| lirih``)."""
    label = kind(tokens[at])
    cased = any(capital(t) for t in tokens)
    return label == "PRON" or (label == "PERSON" and (capital(tokens[at]) or not cased))


def _shared(tokens: Sequence[Token], at: int) -> Range | None:
    """Return the subject two verbs share: ``Andi menyebut … dan mengatakan …``."""
    for i in range(at - 1, 0, -1):
        if tokens[i].label[2:] == "CUE":
            return ahead(tokens, i)
    return None


def _whole(tokens: Sequence[Token], phrase: Range) -> Range:
    """Take in the beginning of a name and its position where the labels begin too late."""
    first, last = phrase
    if kind(tokens[first]) == "PRON":
        return phrase
    while (
        first > 0
        and tokens[first].name in ("I-PER", "E-PER")
        and tokens[first - 1].name in ("B-PER", "I-PER")
    ):
        first -= 1
    named_before = name_before(tokens, first, last)
    if named_before is not None:
        # Salwa (17), | siswi SMK Pembangunan: the name stands before the comma
        return named_before, last
    name = name_range(tokens, first, last)
    if name is not None:
        first = min(first, role_start(tokens, name[0]))
    return first, last
