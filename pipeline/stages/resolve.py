"""Stage 6, resolve: from the words beside a quote to the speaker, and the role carried along.

The article is walked in text order; what is remembered is who has spoken. Names are found in the
article's registry of persons; whom a clitic, a pronoun or nothing means, `antecedents`
weighs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from pipeline import lexicon
from pipeline.attribution.introductions import introductions
from pipeline.attribution.phrases import DEMONSTRATIVES, ORG_HEADS
from pipeline.records import (
    POINTING,
    AnnotatedArticle,
    Attribution,
    Mention,
    MentionKind,
    Quote,
    Resolution,
    Span,
    Speaker,
    SpeakerKind,
)
from pipeline.resolution.abbreviations import written_out
from pipeline.resolution.antecedents import Antecedents, Memory
from pipeline.resolution.confidence import Evidence, confidence
from pipeline.resolution.context import context_of
from pipeline.resolution.couples import apart
from pipeline.resolution.entities import Person, Registry
from pipeline.resolution.organisations import Institutions
from pipeline.resolution.roles import FORMER, Roles
from pipeline.resolution.tagged import tagged
from pipeline.resolution.usage import Usage
from pipeline.resolution.variants import key
from pipeline.spans import reaching

PAPERS = lexicon.words("organisations", "paper")
ANYBODY = lexicon.words("roles", "suspect", "indefinite") | {"lelaki", "bocah"}
GROUPS = lexicon.words("roles", "group") | ORG_HEADS
BODIES = lexicon.words("organisations", "body")
INSTITUTIONS = (ORG_HEADS - PAPERS) | BODIES
# laporan IMF, hasil riset dari LD FEB UI, data BPS per 15 Januari: who speaks by it
REPORT = regex.compile(
    r"""
    ^(?i:hasil\s+)? (?i:data|informasi|kajian|laporan|riset|studi|survei) \s+
    (?:(?:terbaru|terkini)\s+)? (?:dari\s+|yang\s+dirilis\s+(?:oleh\s+)?)?
    (\p{Lu}.*?) (?:\s+(?:pada|per|tahun)\s+\d.*)?$
    """,
    regex.VERBOSE | regex.DOTALL,
)
FARTHEST = 20
# characters before `lembaga itu` in which an institution is looked for
NEAR = 600
WORD = regex.compile(r"\w+")
ACCOUNT = regex.compile(r"@[\w.]+")
# whom a court calls by one word: `Ketua Majelis Hakim Andi`, then `hakim`
COURT = frozenset(("hakim", "jaksa"))


@dataclass(frozen=True, slots=True)
class Answer:
    """Who spoke, as far as it can be said."""

    speaker: Speaker | None
    resolution: Resolution
    # by how much the choice outweighs the next, where one was made
    margin: float | None = None


def resolve(article: AnnotatedArticle, attributions: Sequence[Attribution]) -> list[Quote]:
    """Name the speaker of each attribution.

    Returns:
        Quotes in the order of ``attributions``; ``speaker`` is ``None`` where several or none fit.
    """
    walk = Walk(article, attributions)
    return [
        walk.quote(attribution, answer)
        for attribution, answer in zip(attributions, walk.answers(), strict=True)
    ]


class Walk:
    """One pass over an article's attributions."""

    def __init__(self, article: AnnotatedArticle, attributions: Sequence[Attribution]) -> None:
        """Find the persons whom the article names, and begin with nobody who has spoken."""
        self.article = article
        self.attributions = attributions
        self.memory = Memory()
        self._organisations = list(tagged(article, "ORG"))
        self.institutions = Institutions(
            article.text, [span.of(article.text) for span in self._organisations]
        )
        self._usage = Usage(article)
        self._introduced = introductions(article)
        namings = [m for m in self._namings() if not self._usage.institution(m.name or "")]
        self._usage.learn(m.name or "" for m in namings)
        cleaned = (self._usage.cleaned(m) for m in namings)
        self._persons = [one for m in cleaned for one in apart(m, article.text)]
        inner = [self._usage.cleaned(m) for m in self._inner(self._persons)]
        everywhere = sorted((*self._persons, *inner), key=lambda m: m.span)
        self.registry = Registry(_reported(article), everywhere)
        self.antecedents = Antecedents(article, attributions, self._persons, self.registry)
        self.evidence = Evidence(article, attributions, self.registry)

    def _namings(self) -> list[Mention]:
        """Return every place that names a person, in text order: beside quotes, and all others."""
        beside = [
            a.mention for a in self.attributions if a.mention and a.mention.kind is MentionKind.NAME
        ]
        covered = sorted(m.span for m in beside)
        starts = [span.start for span in covered]
        others = [
            m
            for m in self._introduced
            if not any(
                m.span.overlaps(span)
                for span in reaching(starts, covered, m.span.start, m.span.end)
            )
        ]
        return sorted((*beside, *others), key=lambda m: m.span)

    def _inner(self, namings: Sequence[Mention]) -> list[Mention]:
        """Return who is named inside another's position: `Kuasa hukum Presiden | Joko Widodo`."""
        taken = sorted(self._name_span(m) for m in namings)
        starts = [span.start for span in taken]
        found = []
        for mention in self._introduced:
            span = self._name_span(mention)
            if not self._usage.institution(mention.name or "") and not any(
                span.overlaps(name) for name in reaching(starts, taken, span.start, span.end)
            ):
                found.append(replace(mention, span=span, role=None, honorific=None))
        return found

    def _name_span(self, naming: Mention) -> Span:
        """Return where the name of a naming stands."""
        at = naming.span.start
        return naming.name_span(self.article.text) or Span(at, at + len(naming.name or ""))

    def answers(self) -> list[Answer]:
        """Say who spoke each quote; roles that come to light late are carried back."""
        found = []
        for number, attribution in enumerate(self.attributions):
            answer = self.answer(number)
            self.memory.hear(attribution, answer.speaker)
            found.append(answer)
        roles = self.roles(found)
        people = {
            person.name: replace(person.speaker(), role=roles.choose(person))
            for person in self.registry.people
            if person.name in roles.speakers
        }
        return [
            replace(answer, speaker=people[answer.speaker.name])
            if answer.speaker and answer.speaker.name in people
            else answer
            for answer in found
        ]

    def roles(self, answers: Sequence[Answer]) -> Roles:
        """Return what the persons may be, going by who is meant by descriptions beside quotes."""
        described = {
            attribution.mention.span: answer.speaker.name
            for attribution, answer in zip(self.attributions, answers, strict=True)
            if attribution.mention
            and attribution.mention.kind is MentionKind.OFFICE
            and answer.speaker
        }
        spoke = {answer.speaker.name for answer in answers if answer.speaker}
        return Roles(self.article, self.registry, self._persons, described, spoke)

    def answer(self, number: int) -> Answer:
        """Say who spoke the quote of a number, going by the memory."""
        mention = self.attributions[number].mention
        if mention is None:
            return self._pointed(number, Resolution.CONTINUED)
        kind = mention.kind
        if kind is MentionKind.NAME and self._usage.institution(mention.name or ""):
            return self._described(replace(mention, kind=MentionKind.ORG))
        if kind is MentionKind.NAME:
            return self._named(self._usage.cleaned(mention))
        if kind is MentionKind.PAIR:
            name = mention.name or ""
            return Answer(Speaker(name, SpeakerKind.PERSON, aliases=(name,)), Resolution.EXPLICIT)
        if kind is MentionKind.CLITIC:
            return self._pointed(number, Resolution.NYA)
        if kind is MentionKind.PLURAL:
            last = self.memory.last
            return Answer(last, Resolution.PRONOUN if last else Resolution.UNRESOLVED)
        if kind in POINTING:
            return self._pointed(number, Resolution.PRONOUN)
        if kind is MentionKind.OFFICE:
            return self._office(number, mention)
        unnamed = kind is MentionKind.UNNAMED
        holder = (self._called(mention) or self._sole_holder(mention)) if unnamed else None
        if holder is not None:
            return Answer(holder.speaker(), Resolution.OFFICE)
        return self._described(mention)

    def _named(self, mention: Mention) -> Answer:
        name = mention.name or ""
        if name in self.registry.couples or len(apart(mention, self.article.text)) > 1:
            return Answer(Speaker(name, SpeakerKind.PERSON, aliases=(name,)), Resolution.EXPLICIT)
        speaking = self.memory.last.name if self.memory.last else ""
        person = self.registry.find(name, mention.span.start - 1, speaking)
        if person is None:
            return Answer(None, Resolution.UNRESOLVED)
        full = key(name) == person.words
        return Answer(person.speaker(), Resolution.EXPLICIT if full else Resolution.SHORT_NAME)

    def _pointed(self, number: int, how: Resolution) -> Answer:
        """Answer a clitic, a pronoun or silence by whom it means most likely."""
        choice = self.antecedents.choose(number, self.memory)
        if choice is None:
            return Answer(None, Resolution.UNRESOLVED)
        return Answer(choice.speaker, how, choice.margin)

    def points(self, number: int) -> bool:
        """Tell whether what stands beside a quote leaves open which of those named it means."""
        mention = self.attributions[number].mention
        if mention is None or mention.kind in POINTING:
            return True
        return mention.kind is MentionKind.OFFICE and (
            self._called(mention) is None
            and self._holder(mention) is None
            and self._spoken_of(mention)
        )

    def _office(self, number: int, mention: Mention) -> Answer:
        """Answer a position or description by who holds it, by the one spoken of, or by itself."""
        called = self._called(mention)
        if called is not None:
            return Answer(called.speaker(), Resolution.SHORT_NAME)
        holder = self._holder(mention)
        if holder is not None:
            return Answer(holder.speaker(), Resolution.OFFICE)
        choice = self.antecedents.choose(number, self.memory) if self._spoken_of(mention) else None
        if choice is None:
            return self._described(mention)
        person = self.registry.find(choice.speaker.name, mention.span.start)
        if (
            person is not None
            and mention.role
            and not person.roles
            and mention.role.split()[0].casefold() not in ANYBODY
        ):
            # penyanyi asal Medan itu: what the person is may stand here alone
            person.roles.append(mention.role)
        return Answer(choice.speaker, Resolution.OFFICE, choice.margin)

    def _called(self, mention: Mention) -> Person | None:
        """Return whom a description calls by a nickname, or whose account it names."""
        if mention.name:
            return self.registry.find(mention.name, mention.span.start)
        account = ACCOUNT.search(mention.span.of(self.article.text))
        return self.registry.of_account(account[0]) if account else None

    def _holder(self, mention: Mention) -> Person | None:
        """Return who holds a position: of several the one who spoke last, else the first named."""
        forms = written_out(mention.span.of(self.article.text), self.institutions)
        wanted = [f for f in forms if f not in DEMONSTRATIVES | FORMER]
        holders = []
        for person in self.registry.people:
            held = {form for role in person.roles for form in written_out(role, self.institutions)}
            if wanted and held.issuperset(wanted):
                holders.append(person)
        last = self.memory.last.name if self.memory.last else ""
        return min(holders, key=lambda p: (p.name != last, p.first), default=None)

    def _sole_holder(self, mention: Mention) -> Person | None:
        """Return the one person whose position opens with a bare noun: `hakim`, `ahli gizi`."""
        forms = _forms(mention.span.of(self.article.text))
        if not forms or forms[0] in ANYBODY | GROUPS:
            return None
        for holds in (_opens_with, _of_court):
            people = self.registry.people
            holders = [p for p in people if any(holds(_forms(role), forms) for role in p.roles)]
            if holders:
                return holders[0] if len(holders) == 1 else None
        return None

    def _spoken_of(self, mention: Mention) -> bool:
        """Tell a description of whoever is spoken of, definite by itself or by `itu`."""
        forms = _forms(mention.span.of(self.article.text))
        if not forms or forms[0] in PAPERS | GROUPS:
            return False
        if forms[-1] in DEMONSTRATIVES:
            # sumber tersebut, who spoke before
            return not self._under(forms[0])
        last = self.memory.last
        return mention.definite and (
            (last is not None and last.kind is SpeakerKind.PERSON)
            or self.antecedents.subject_since(self.memory.end, mention.span.start) is not None
        )

    def _described(self, mention: Mention) -> Answer:
        """Answer an institution or somebody without a name by the description itself."""
        text = mention.span.of(self.article.text)
        # pihak Wuling is Wuling
        head, _, rest = text.partition(" ")
        side = head.casefold() == "pihak" and rest[:1].isupper()
        if mention.kind is MentionKind.ORG or side or REPORT.match(text):
            text = rest if rest and head.casefold() == "pihak" else REPORT.sub(r"\1", text)
            name = self.institutions.full(text)
            how = Resolution.EXPLICIT if key(name) == key(text) else Resolution.SHORT_NAME
            return Answer(Speaker(name, SpeakerKind.ORG, aliases=(text,)), how)
        forms = text.split()
        head = forms[0].casefold()
        if forms[-1].casefold() in DEMONSTRATIVES:
            again = self._again(head) or self._institution(head, mention.span.start)
            if again is not None:
                return Answer(again, Resolution.OFFICE)
            if self.memory.last is not None and head not in PAPERS | GROUPS:
                return Answer(self.memory.last, Resolution.OFFICE)
        if forms[0].casefold() in ("seorang", "salah", "sang") and len(forms) > 1:
            skip = (
                2
                if forms[0].casefold() == "salah" and forms[1].casefold() in ("satu", "seorang")
                else 1
            )
            text = text[text.index(forms[skip], len(forms[0])) :] if len(forms) > skip else text
        return Answer(Speaker(text, SpeakerKind.UNNAMED, aliases=(text,)), Resolution.OFFICE)

    def _again(self, head: str) -> Speaker | None:
        """Return who spoke before under the same noun (`sumber tersebut`), or as an institution."""
        same = self._under(head)
        if head in INSTITUTIONS:
            same += [s for s in self.memory.others[:FARTHEST] if s.kind is SpeakerKind.ORG]
        return same[0] if same else None

    def _under(self, head: str) -> list[Speaker]:
        """Return who without a name spoke before under a noun, the latest first."""
        others = self.memory.others[:FARTHEST]
        return [s for s in others if s.name.split()[0].casefold() == head]

    def _institution(self, head: str, at: int) -> Speaker | None:
        """Return whom `lembaga itu` means: the one named last, better one that opens."""
        near = [s for s in self._organisations if at - NEAR < s.start < at]
        if head not in BODIES or not near:
            return None
        name = ([s for s in near if self._opens(s.start)] or near)[-1].of(self.article.text)
        return Speaker(self.institutions.full(name), SpeakerKind.ORG, aliases=(name,))

    def _opens(self, at: int) -> bool:
        """Tell whether at most two words of its sentence stand before an offset."""
        start = self.article.sentence_starts[self.article.sentence_at(at)]
        return len(WORD.findall(self.article.text[start:at])) <= 2

    def quote(self, attribution: Attribution, answer: Answer) -> Quote:
        """Put an attribution and its answer into one record."""
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
            context=context_of(attribution, self.article),
        )
        features = self.evidence.features(quote, attribution, answer.margin)
        return replace(quote, confidence=confidence(features))


def _reported(article: AnnotatedArticle) -> str:
    """Return an article's text with its furniture blanked: `Lihat juga Video Andi Hormat`."""
    parts: list[str] = []
    at = 0
    for span in article.clean.furniture:
        parts += article.text[at : span.start], " " * (span.end - span.start)
        at = span.end
    return "".join((*parts, article.text[at:]))


def _opens_with(role: Sequence[str], forms: Sequence[str]) -> bool:
    """Tell whether a role begins with words."""
    return role[: len(forms)] == forms


def _of_court(role: Sequence[str], forms: Sequence[str]) -> bool:
    """Tell whether a role holds the one word by which a court calls somebody."""
    return len(forms) == 1 and forms[0] in COURT and forms[0] in role


def _forms(phrase: str) -> list[str]:
    """Return the words of a phrase, case-folded."""
    return [word.casefold() for word in WORD.findall(phrase)]
