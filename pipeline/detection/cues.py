"""Finding attribution words: what the mention tagger labels, and what position makes certain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from pipeline.attribution.phrases import named
from pipeline.detection.marks import MARKS, QUOTATION_MARK, RIGHT_DOUBLE, Closure, Marked
from pipeline.lexicon import alternatives, normalise, words
from pipeline.records import AnnotatedArticle, Cue, CueKind, Sentence, Span, Token
from pipeline.spans import reaching

BARE = words("cues", "bare")
ACTIVE = words("cues", "active")
STRONG = words("cues", "strong")
ASKING = words("cues", "asking")
ADVERBS = words("connectors", "adverb")
ORG_HEADS = words("organisations", "head")
THIRD = words("pronouns", "third")
PLURAL = words("pronouns", "plural")
COMPOUNDS = words("cues", "compound")
DISCOURSE = words("cues", "discourse")
NEGATIONS = frozenset(("tak", "tidak"))
RECORDING = words("cues", "recording")
DENYING = words("cues", "denying")
FREQUENT = words("cues", "frequent")
UTTERANCES = words("cues", "utterance")
DEMONSTRATIVES = words("connectors", "demonstrative")
PASSIVE = words("cues", "passive")
PREPOSITIONS = words("cues", "preposition")
PRONOUNS = words("pronouns")
CLITIC = "nya"
ACCORDING, FOR = "menurut", "bagi"
# words of saying that are none in some places
SOMETIMES = DISCOURSE | PASSIVE | {"kata", "kata-kata", "sebut"}
# what ``_certain`` knows anything about
LISTED = BARE | STRONG | ASKING | RECORDING | DENYING | PASSIVE | {ACCORDING, FOR}
LEAD_INS = frozenset(("demikian", "begitu"))
# what may stand between a closing mark and its cue: …," demikian kata Andi
BETWEEN = regex.compile(
    r"[\s,.;:–—-]*(?:(?:demikian|begitu|itulah|begitulah)(?:lah)?\s+)?", regex.IGNORECASE
)
# "…" Hal itu disampaikan Andi / Demikian dikatakan Andi
POINTING_BACK = regex.compile(
    rf"""
    (?<![\s.]) [\s.]*+ (?:
        (?:{alternatives(UTTERANCES)})\s+(?:{alternatives(DEMONSTRATIVES | {"senada"})})
      | demikian(?:lah)?
    ) \s+ (?:juga\s+)?
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
# what ends the words between a cue and the mark it leads into, and what may not stand in them
LEADS_IN = regex.compile(r"[,:]\s*$")
ENDS_BETWEEN = regex.compile(rf"[.!?{QUOTATION_MARK}{RIGHT_DOUBLE}]\s")
GAP = 12
BEFORE_WORD = regex.compile(r"[\s,.;:–—-]*$")
FARTHEST = 100


@dataclass(frozen=True)
class Cues:
    """The cues of an article, to be asked for by place."""

    article: AnnotatedArticle
    free: list[Cue]

    @cached_property
    def by_start(self) -> dict[int, Cue]:
        """The cues by where they begin."""
        return {cue.span.start: cue for cue in self.free}

    @cached_property
    def of_sentence(self) -> dict[int, list[Cue]]:
        """The cues by sentence."""
        found: dict[int, list[Cue]] = {}
        for cue in self.free:
            found.setdefault(cue.sentence, []).append(cue)
        return found

    @cached_property
    def starts(self) -> list[int]:
        """Where the cues begin."""
        return [cue.span.start for cue in self.free]

    def after(self, stretch: Marked) -> Cue | None:
        """Return the cue right behind a marked stretch."""
        text = self.article.text
        match = BETWEEN.match(text, stretch.outer.end)
        end = match.end() if match else stretch.outer.end
        if "\n" in text[stretch.outer.end : end]:
            return None
        cue = self.by_start.get(end)
        if cue is None:
            # the tagger may take the lead-in words into the cue
            cue = next(
                (self.by_start[i] for i in range(stretch.outer.end, end) if i in self.by_start),
                None,
            )
        return cue if cue is not None and cue.kind is not CueKind.ACTIVE else None

    def inside(self, stretch: Marked) -> Cue | None:
        """Return the first cue behind a comma in a stretch whose closing mark is missing."""
        for cue in reaching(self.starts, self.free, stretch.inner.start, stretch.inner.end):
            if stretch.inner.start < cue.span.start < stretch.inner.end:
                head = self.article.text[stretch.inner.start : cue.span.start].rstrip()
                if head.endswith((",", "!", "?")) and cue.kind is not CueKind.ACTIVE:
                    return cue
        return None

    def pointing_back(self, stretch: Marked) -> Cue | None:
        """Return the passive cue that points back: ``"…" Hal itu disampaikan Andi``."""
        end = stretch.outer.end
        for cue in reaching(self.starts, self.free, end, end + FARTHEST):
            sentence = self.article.sentences[cue.sentence]
            if cue.span.start >= stretch.outer.end and cue.kind is CueKind.PASSIVE:
                lead = self.article.text[stretch.outer.end : cue.span.start]
                return (
                    cue
                    if POINTING_BACK.fullmatch(lead) and sentence.start >= stretch.outer.start
                    else None
                )
        return None

    def before(self, stretch: Marked) -> Cue | None:
        """Return the cue whose sentence leads into a marked stretch by a comma or colon."""
        text = self.article.text
        best: Cue | None = None
        start = stretch.outer.start
        for cue in reaching(self.starts, self.free, start - 2 * FARTHEST, start):
            if (
                cue.span.end <= stretch.outer.start
                and stretch.outer.start - cue.span.end <= FARTHEST
            ):
                best = cue
        if best is None or best.kind is CueKind.CLITIC:
            return None
        between = text[best.span.end : stretch.outer.start]
        if best.kind in (CueKind.BARE, CueKind.PREPOSITION) and ":" not in between:
            return None
        sentence = self.article.sentences[best.sentence]
        if sentence.start > stretch.outer.start or "\n" in between.strip():
            return None
        return best if LEADS_IN.search(between) and not ENDS_BETWEEN.search(between) else None

    def around(self, stretch: Marked) -> Cue | None:
        """Return the cue of the reporter's sentence that holds a marked stretch."""
        number = self.article.sentence_at(stretch.outer.start)
        if number < 0 or stretch.outer.end > self.article.sentences[number].end + 2:
            return None
        inside = self.of_sentence.get(number, [])
        earlier = [cue for cue in inside if cue.span.end <= stretch.outer.start]
        if earlier:
            return earlier[-1]
        return inside[0] if inside else None


def find_cues(article: AnnotatedArticle, marked: Sequence[Marked]) -> Cues:
    """Find the cues outside marked utterances."""
    closings = {m.outer.end for m in marked}
    # where a closing mark is missing, the cue stands inside what the opening mark begins
    spans = [m.inner for m in marked if m.closure is not Closure.UNCLOSED]
    starts = [span.start for span in spans]
    found: list[Cue] = []
    for number, sentence in enumerate(article.sentences):
        near = reaching(starts, spans, sentence.start, sentence.end)
        inside = [any(s.start <= t.start < s.end for s in near) for t in sentence.tokens]
        for first, last in _runs(sentence, inside, article.text, closings):
            found.append(_cue(article, number, sentence, first, last))
    return Cues(article, found)


def _runs(
    sentence: Sentence, inside: Sequence[bool], text: str, closings: set[int]
) -> Iterator[tuple[int, int]]:
    """Yield token ranges of cues."""
    tokens = sentence.tokens
    at = 0
    seen = False
    while at < len(tokens):
        if inside[at]:
            at += 1
            continue
        last = at
        if _no_cue(tokens, at):
            at += 1
            continue
        if tokens[at].label[2:] == "CUE":
            last = at + 1
            while (
                last < len(tokens)
                and tokens[last].label[2:] == "CUE"
                and tokens[last].label[0] in "IE"
                and not inside[last]
            ):
                last += 1
        elif _certain(tokens, at, text, closings) or (seen and _second(tokens, at)):
            last = at + 1
        if last > at:
            denied = (
                at > 0
                and normalise(tokens[at].text) in DENYING
                and normalise(tokens[at - 1].text) in NEGATIONS
            )
            yield at - denied, last
            seen = True
            at = last
        else:
            at += 1


def _no_cue(tokens: Sequence[Token], at: int) -> bool:
    """Tell a noun (`kata kunci`), an example (`sebut saja`) and an adverb (`Jelasnya, …`)."""
    form = normalise(tokens[at].text)
    if tokens[at].upos == "CCONJ":
        # "atas," atau "bawah": the tagger expects a cue between marks
        return True
    if form not in SOMETIMES:
        return False
    following = normalise(tokens[at + 1].text) if at + 1 < len(tokens) else ""
    if form in ("kata", "kata-kata"):
        return following in COMPOUNDS
    if form == "sebut":
        return following == "saja"
    if form in PASSIVE:
        # dikenal dan disebut sebagai …: nobody says so
        return following == "sebagai"
    return at == 0 and following == ","


def _second(tokens: Sequence[Token], at: int) -> bool:
    """Tell a second verb of saying with the first's subject: ``menyebut … dan | mengatakan …``."""
    return normalise(tokens[at].text) in STRONG and normalise(tokens[at - 1].text) in (
        "dan",
        "serta",
        "lalu",
    )


def root(form: str) -> str:
    """Return a cue form without its clitic: ``katanya`` -> ``kata``."""
    form = normalise(form)
    return form[: -len(CLITIC)] if form.endswith(CLITIC) and len(form) > len(CLITIC) + 2 else form


def may_be_cue(form: str) -> bool:
    """Tell whether a word is one that its place in the sentence can make a cue."""
    return root(form) in LISTED or normalise(form) in LISTED


def _certain(tokens: Sequence[Token], at: int, text: str, closings: set[int]) -> bool:
    """Tell whether position alone makes a word a cue."""
    form = normalise(tokens[at].text)
    bare = root(form)
    if not may_be_cue(form):
        return False
    clitic = bare != form
    following = normalise(tokens[at + 1].text) if at + 1 < len(tokens) else ""
    if bare in BARE:
        gap = BEFORE_WORD.search(text, max(0, tokens[at].start - GAP), tokens[at].start)
        beside = gap is not None and any(
            i in closings for i in range(gap.start(), tokens[at].start + 1)
        )
        if beside:
            return True
        comma = at > 0 and tokens[at - 1].text in (",", QUOTATION_MARK, RIGHT_DOUBLE)
        if comma and clitic and following in (".", ",", ""):
            return True
        return (
            comma
            and bare in FREQUENT
            and (
                following in PRONOUNS or (at + 1 < len(tokens) and tokens[at + 1].name[2:] == "PER")
            )
        )
    if (form in STRONG or form in ASKING or form in RECORDING) and at > 0:
        clause = any(normalise(t.text) == "bahwa" for t in tokens[at + 1 : at + 3])
        return (clause and form in STRONG) or _subject(tokens, at)
    if form in DENYING and at > 0 and normalise(tokens[at - 1].text) in NEGATIONS:
        return following == "bahwa"
    if bare == ACCORDING:
        return clitic or following in PRONOUNS
    if form in PASSIVE and at > 0 and _points_back(tokens, at):
        return True
    if clitic and bare in PASSIVE and following and following in MARKS:
        return True
    if bare == FOR and clitic:
        return at == 0
    if bare == FOR and (at == 0 or tokens[at - 1].text == ","):
        return _name_before_comma(tokens, at + 1)
    if clitic and bare in PASSIVE and at == 0:
        return following == ","
    return False


def _name_before_comma(tokens: Sequence[Token], at: int) -> bool:
    """Tell a name that a comma follows: ``Bagi Andi, …``."""
    i = at
    while i < len(tokens) and tokens[i].name[2:] == "PER":
        i += 1
    return at < i < len(tokens) and tokens[i].text == ","


def _points_back(tokens: Sequence[Token], at: int) -> bool:
    """Tell a passive whose subject is what was just said: ``Hal itu | disampaikan Andi``."""
    if normalise(tokens[at - 1].text) in ("demikian", "begitu"):
        return True
    return (
        at > 1
        and normalise(tokens[at - 1].text) in DEMONSTRATIVES | {"senada"}
        and normalise(tokens[at - 2].text) in UTTERANCES
    )


def _subject(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a person is the subject right before a verb, adverbs aside."""
    i = at - 1
    while i > 0 and normalise(tokens[i].text) in ADVERBS:
        i -= 1
    form = normalise(tokens[i].text)
    if normalise(tokens[0].text) in ORG_HEADS and all(
        t.text[:1].isupper() for t in tokens[: i + 1]
    ):
        return True
    if form in THIRD or named(tokens[i]):
        return True
    return (tokens[i].name[2:] == "ORG" or form in PLURAL) and normalise(tokens[at].text) in STRONG


def _cue(article: AnnotatedArticle, number: int, sentence: Sentence, first: int, last: int) -> Cue:
    span = Span(sentence.tokens[first].start, sentence.tokens[last - 1].end)
    return Cue(span, kind_of(span.of(article.text)), number, first, last)


def kind_of(form: str) -> CueKind:
    """Classify a cue by its form."""
    form = normalise(form)
    parts = form.split()
    if form in LEAD_INS:
        return CueKind.BARE
    bare = root(parts[-1])
    if bare != parts[-1] and (bare in BARE or bare in PREPOSITIONS or bare in PASSIVE):
        return CueKind.CLITIC
    if form in ACTIVE:
        return CueKind.ACTIVE
    if parts[0] in PREPOSITIONS:
        return CueKind.PREPOSITION
    if parts[-1] in BARE:
        return CueKind.BARE
    if parts[0] in PASSIVE or (parts[0].startswith("di") and parts[0].endswith("kan")):
        return CueKind.PASSIVE
    return CueKind.ACTIVE
