"""Resolve: from the words beside a quote to the speaker, and the role carried along.

The article is walked in text order. What is remembered is who spoke last and which persons were
named since; a clitic or pronoun means the last speaker unless a newly named subject stands in
between.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from pipeline import lexicon
from pipeline.confidence import confidence
from pipeline.entities import Person, Registry, key
from pipeline.introductions import introductions
from pipeline.marks import APOSTROPHE, RIGHT_SINGLE
from pipeline.organisations import Institutions
from pipeline.phrases import DEMONSTRATIVES
from pipeline.records import (
    AnnotatedArticle,
    Attribution,
    Mention,
    MentionKind,
    Quote,
    Resolution,
    Speaker,
    SpeakerKind,
)
from pipeline.spans import reaching

PAPERS = lexicon.words("organisations", "paper")
FORMER = frozenset(("mantan", "eks", "bekas"))
CONTEXT = 400
NEXT_QUOTE = 80
CAPITALS = 0.02  # of the tokens of an article, at least
# Toni.4 / Doli.SAVERO: the next sentence or a list's number was glued on
GLUED = regex.compile(rf"((?:[\p{{L}}{APOSTROPHE}{RIGHT_SINGLE}]+\s+)*\p{{L}}{{3,}})\.[\p{{Lu}}\d]")
WORD = regex.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Answer:
    """Who spoke, as far as it can be said."""

    speaker: Speaker | None
    resolution: Resolution


def resolve(article: AnnotatedArticle, attributions: Sequence[Attribution]) -> list[Quote]:
    """Name the speaker of each attribution.

    Returns:
        Quotes in the order of ``attributions``; ``speaker`` is ``None`` where several or none fit.
    """
    return _Walk(article, attributions).quotes()


def _runs(article: AnnotatedArticle, label: str) -> Iterator[str]:
    """Yield the names of one kind that the name tagger sees in an article."""
    for sentence in article.sentences:
        start: int | None = None
        for token in sentence.tokens:
            if token.name in (f"B-{label}", f"S-{label}"):
                start = token.start
            if token.name in (f"E-{label}", f"S-{label}") and start is not None:
                yield article.text[start : token.end]
                start = None


class _Walk:
    """One pass over an article's attributions."""

    def __init__(self, article: AnnotatedArticle, attributions: Sequence[Attribution]) -> None:
        self.article = article
        self.attributions = attributions
        beside = [
            a.mention for a in attributions if a.mention and a.mention.kind is MentionKind.NAME
        ]
        covered = sorted(m.span for m in beside)
        starts = [span.start for span in covered]
        others = [
            m
            for m in introductions(article)
            if not any(
                m.span.overlaps(span)
                for span in reaching(starts, covered, m.span.start, m.span.end)
            )
        ]
        self._sentence_starts = [sentence.start for sentence in article.sentences]
        self.institutions = Institutions(article.text, list(_runs(article, "ORG")))
        tokens = [t for s in article.sentences for t in s.tokens]
        texts = ["", *(t.text for t in tokens), ""]
        self._neighbours: dict[str, list[tuple[str, str, str]]] = {}
        # in an article without capitals every name is in lower case, and that says nothing
        self._cased = sum(t.text[:1].isupper() for t in tokens) > CAPITALS * len(tokens)
        for i, token in enumerate(tokens):
            if token.text[:1].isupper() or not self._cased:
                beside_it = (token.name[2:], texts[i], texts[i + 2])
                self._neighbours.setdefault(token.text, []).append(beside_it)
        self._plain = Counter(t.text for t in tokens if t.text.islower())
        self._tagged = Counter((t.text, t.name[2:]) for t in tokens)
        namings = sorted(
            (m for m in (*beside, *others) if not self._institution(m.name or "")),
            key=lambda m: m.span,
        )
        self._forms = Counter(m.name or "" for m in namings)
        self.namings = [self._cleaned(m) for m in namings]
        self._starts = [m.span.start for m in self.namings]
        self.registry = Registry(article.text, self.namings)
        self.last: Speaker | None = None
        self.last_person: Speaker | None = None
        self.last_end = 0

    def quotes(self) -> list[Quote]:
        """Answer attribution after attribution."""
        found: list[Quote] = []
        for number, attribution in enumerate(self.attributions):
            answer = self._answer(number, attribution)
            if answer.speaker is not None:
                self.last = answer.speaker
                if answer.speaker.kind is SpeakerKind.PERSON:
                    self.last_person = answer.speaker
            detection = attribution.detection
            self.last_end = max(
                self.last_end, detection.span.end, detection.cue.span.end if detection.cue else 0
            )
            found.append(self._quote(attribution, answer))
        return found

    def _answer(self, number: int, attribution: Attribution) -> Answer:
        mention = attribution.mention
        if mention is None:
            return self._continued(number, attribution)
        kind = mention.kind
        if kind is MentionKind.NAME and self._institution(mention.name or ""):
            return self._described(replace(mention, kind=MentionKind.ORG))
        if kind is MentionKind.NAME:
            return self._named(self._cleaned(mention))
        if kind is MentionKind.PAIR:
            name = mention.name or ""
            return Answer(Speaker(name, SpeakerKind.PERSON, aliases=(name,)), Resolution.EXPLICIT)
        if kind is MentionKind.CLITIC:
            return self._pointed(mention, Resolution.NYA)
        if kind in (MentionKind.PRONOUN, MentionKind.OWN, MentionKind.PLURAL):
            return self._pointed(mention, Resolution.PRONOUN)
        if kind is MentionKind.OFFICE:
            return self._office(mention)
        return self._described(mention)

    def _cleaned(self, mention: Mention) -> Mention:
        """Take words off a name that the rest of the article knows as something else.

        The taggers see one sentence. Where `Gerindra` is a party all over the article, `Gerindra
        Habiburokhman` is a member of it: the word goes to the role.
        """
        name, role = mention.name or "", mention.role
        glued = GLUED.match(name)
        if glued:
            name = glued[1]
        words = name.split()
        while len(words) > 1 and self._foreign(words[0], words[0], words[1], " ".join(words[1:])):
            role = (
                f"{role} {words[0]}" if role and f"{role} {words[0]}" in self.article.text else role
            )
            words = words[1:]
        while len(words) > 1 and self._foreign(
            words[-1], words[-2], words[-1], " ".join(words[:-1])
        ):
            words = words[:-1]
        return replace(mention, name=" ".join(words), role=role)

    def _foreign(self, word: str, first: str, second: str, rest: str) -> bool:
        """Tell a word that is a place, an institution or a common word wherever else it stands."""
        alone = Counter(
            tag
            for tag, before, after in self._neighbours.get(word, [])
            if (before, word) != (first, second) and (word, after) != (first, second)
        )
        if alone["ORG"] + alone["LOC"] > 0:
            return not alone["PER"]
        common = self._cased and self._plain[word.casefold()] > 0 and not alone["PER"]
        return common and self._forms[rest] > 0 and not word.endswith(".")

    def _institution(self, name: str) -> bool:
        """Tell what the article has for an institution: mostly, or all over where it has words."""
        if name.isupper():
            # KPK
            return self._tagged[name, "ORG"] > self._tagged[name, "PER"]
        # The Fed
        parts = name.split()
        return bool(parts) and all(
            self._tagged[part, "ORG"] > 1 and not self._tagged[part, "PER"] for part in parts
        )

    def _named(self, mention: Mention) -> Answer:
        speaking = self.last.name if self.last else ""
        person = self.registry.find(mention.name or "", mention.span.start - 1, speaking)
        if person is None:
            return Answer(None, Resolution.UNRESOLVED)
        full = key(mention.name or "") == person.words
        return Answer(self._speaker(person), Resolution.EXPLICIT if full else Resolution.SHORT_NAME)

    def _pointed(self, mention: Mention, how: Resolution) -> Answer:
        """Answer a clitic by who spoke last, a pronoun by a subject named since, else the same."""
        newcomer = self._subject_since(mention.span.start)
        # an institution or a crowd that was quoted in between is nobody's `-nya`
        spoke = self.last if mention.kind is MentionKind.PLURAL else self.last_person or self.last
        if spoke is not None and (newcomer is None or how is Resolution.NYA):
            return Answer(spoke, how)
        person = newcomer or self._latest_naming(mention.span.start)
        return Answer(self._speaker(person), how) if person else Answer(None, Resolution.UNRESOLVED)

    def _subject_since(self, at: int) -> Person | None:
        """Return the person who opens a sentence between the last quote and ``at``."""
        found: Person | None = None
        for naming in reaching(self._starts, self.namings, self.last_end, at):
            if not self.last_end <= naming.span.start < at:
                continue
            sentence = self.article.sentences[naming.sentence]
            lead = self.article.text[sentence.start : naming.span.start]
            if len(WORD.findall(lead)) <= 2 or lead.rstrip().endswith(","):
                found = self.registry.owner(naming.span) or found
        return found

    def _latest_naming(self, at: int) -> Person | None:
        """Return the person named last before ``at``."""
        for naming in reversed(self.namings[: bisect_left(self._starts, at)]):
            person = self.registry.owner(naming.span)
            if person is not None:
                return person
        return None

    def _office(self, mention: Mention) -> Answer:
        """Answer a position or description by who holds it, by the one spoken of, or by itself."""
        if mention.name:
            called = self.registry.find(mention.name, mention.span.start)
            if called is not None:
                return Answer(self._speaker(called), Resolution.SHORT_NAME)
        forms = [w.casefold() for w in WORD.findall(mention.span.of(self.article.text))]
        pointing = bool(forms) and forms[-1] in DEMONSTRATIVES
        wanted = [f for f in forms if f not in DEMONSTRATIVES | FORMER]
        holders = []
        for person in self.registry.people:
            held = [w.casefold() for role in person.roles for w in WORD.findall(role)]
            if wanted and all(w in held for w in wanted):
                holders.append(person)
        if len(holders) == 1:
            return Answer(self._speaker(holders[0]), Resolution.OFFICE)
        if holders and self.last is not None:
            current = [p for p in holders if p.name == self.last.name]
            if current:
                return Answer(self.last, Resolution.OFFICE)
        if holders:
            return Answer(self._speaker(min(holders, key=lambda p: p.first)), Resolution.OFFICE)
        # a description of one person, definite by itself or by `itu`: whoever is spoken of
        if (pointing or mention.definite) and PAPERS.isdisjoint(forms[:1]):
            spoken_of = self._subject_since(mention.span.start)
            if spoken_of is None and self.last and self.last.kind is SpeakerKind.PERSON:
                return Answer(self.last, Resolution.OFFICE)
            if spoken_of is None and pointing:
                spoken_of = self._latest_naming(mention.span.start)
            if spoken_of is not None:
                return Answer(self._speaker(spoken_of), Resolution.OFFICE)
        return self._described(mention)

    def _described(self, mention: Mention) -> Answer:
        """Answer an institution or somebody without a name by the description itself."""
        text = mention.span.of(self.article.text)
        if mention.kind is MentionKind.ORG:
            # pihak Wuling is Wuling
            head, _, rest = text.partition(" ")
            text = rest if rest and head.casefold() == "pihak" else text
            name = self.institutions.full(text)
            how = Resolution.EXPLICIT if key(name) == key(text) else Resolution.SHORT_NAME
            return Answer(Speaker(name, SpeakerKind.ORG, aliases=(text,)), how)
        forms = text.split()
        paper = forms[0].casefold() in PAPERS
        if forms[-1].casefold() in DEMONSTRATIVES and self.last is not None and not paper:
            return Answer(self.last, Resolution.OFFICE)
        if forms[0].casefold() in ("seorang", "salah", "sang") and len(forms) > 1:
            skip = (
                2
                if forms[0].casefold() == "salah" and forms[1].casefold() in ("satu", "seorang")
                else 1
            )
            text = text[text.index(forms[skip], len(forms[0])) :] if len(forms) > skip else text
        return Answer(Speaker(text, SpeakerKind.UNNAMED, aliases=(text,)), Resolution.OFFICE)

    def _continued(self, number: int, attribution: Attribution) -> Answer:
        """Answer a quote with nothing beside it by who was named, spoke last or speaks next."""
        newcomer = self._subject_since(attribution.detection.span.start)
        if newcomer is not None:
            return Answer(self._speaker(newcomer), Resolution.CONTINUED)
        if self.last is not None:
            return Answer(self.last, Resolution.CONTINUED)
        for later in self.attributions[number + 1 : number + 2]:
            gap = later.detection.span.start - attribution.detection.span.end
            if (
                gap < NEXT_QUOTE
                and later.mention is not None
                and later.mention.kind is MentionKind.NAME
            ):
                named = self._named(later.mention)
                if named.speaker is not None:
                    return replace(named, resolution=Resolution.CONTINUED)
        latest = self._latest_naming(attribution.detection.span.start)
        if latest is not None:
            return Answer(self._speaker(latest), Resolution.CONTINUED)
        return Answer(None, Resolution.UNRESOLVED)

    def _speaker(self, person: Person) -> Speaker:
        return Speaker(
            person.name, SpeakerKind.PERSON, person.role, person.honorific, tuple(person.aliases)
        )

    def _quote(self, attribution: Attribution, answer: Answer) -> Quote:
        text = self.article.text
        detection, mention = attribution.detection, attribution.mention
        quote = Quote(
            type=detection.type,
            quote=detection.span.of(text),
            span=detection.span,
            speaker=answer.speaker,
            mention=mention.span.of(text) if mention else None,
            mention_span=mention.span if mention else None,
            cue=detection.cue.span.of(text) if detection.cue else None,
            cue_span=detection.cue.span if detection.cue else None,
            resolution=answer.resolution,
            rule=detection.rule,
            confidence=0.0,
            context=self._context(attribution),
        )
        return replace(quote, confidence=confidence(quote))

    def _context(self, attribution: Attribution) -> str:
        """Return the sentences of quote, cue and mention, cut to 400 characters."""
        detection, mention = attribution.detection, attribution.mention
        spans = [detection.span]
        if detection.cue:
            spans.append(detection.cue.span)
        if mention:
            spans.append(mention.span)
        start, end = min(s.start for s in spans), max(s.end for s in spans)
        for sentence in reaching(self._sentence_starts, self.article.sentences, start, end):
            if sentence.end > start and sentence.start < end:
                start, end = min(start, sentence.start), max(end, sentence.end)
        context = " ".join(self.article.text[start:end].split())
        if len(context) <= CONTEXT:
            return context
        # the attribution is worth more than the middle of a long quote
        half = CONTEXT // 2 - 2
        return f"{context[:half]} … {context[-half:]}"
