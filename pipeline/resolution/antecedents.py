"""Whom `-nya`, `dia`, `penyanyi itu`, or silence means: a choice among an article's persons.

Who spoke last and who was named lately are candidates. Each is weighed by named features, once for
themselves and once for the form that points (`nya: spoke last`); the weights
(`models/antecedents.toml`) are learnt by `python -m training.antecedents` from annotated articles.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from pipeline.attribution.phrases import kind
from pipeline.records import (
    AnnotatedArticle,
    Attribution,
    Mention,
    MentionKind,
    Speaker,
    SpeakerKind,
)
from pipeline.resolution.entities import Person, Registry
from pipeline.spans import reaching
from pipeline.weights import bundled, total, upto

WORD = regex.compile(r"\w+")
# how many persons named last are weighed, and how far back they are looked for, in namings
MOST, FARTHEST = 12, 200
FORMS = {
    MentionKind.CLITIC: "nya",
    MentionKind.PRONOUN: "pronoun",
    MentionKind.OWN: "pronoun",
    MentionKind.OFFICE: "description",
}
SILENT = "nothing"


@dataclass(slots=True)
class Memory:
    """What is remembered while an article is walked in text order."""

    last: Speaker | None = None
    last_person: Speaker | None = None
    # behind the last quote and its cue; who is named right behind the cue is named since
    end: int = 0
    # names of who has spoken, the latest first, each once
    spoken: list[str] = field(default_factory=list)
    # institutions and unnamed speakers, the latest first
    others: list[Speaker] = field(default_factory=list)

    def hear(self, attribution: Attribution, speaker: Speaker | None) -> None:
        """Remember who said a quote."""
        detection = attribution.detection
        self.end = max(self.end, detection.span.end, detection.cue.span.end if detection.cue else 0)
        if speaker is None:
            return
        self.last = speaker
        if speaker.kind is SpeakerKind.PERSON:
            self.last_person = speaker
        else:
            self.others.insert(0, speaker)
        if speaker.name in self.spoken:
            self.spoken.remove(speaker.name)
        self.spoken.insert(0, speaker.name)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant, and what speaks for and against it."""

    speaker: Speaker
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is meant; ``margin`` is how much more weight that has than the next, in log-odds."""

    speaker: Speaker
    margin: float


@dataclass(frozen=True, slots=True)
class _Naming:
    """One place that names a person."""

    start: int
    sentence: int
    person: Person
    opens: bool  # the sentence: a subject, most of the time
    quoted: bool
    beside: bool  # a cue


class Antecedents:
    """The persons of one article as candidates."""

    def __init__(
        self,
        article: AnnotatedArticle,
        attributions: Sequence[Attribution],
        namings: Sequence[Mention],
        registry: Registry,
    ) -> None:
        """Look at all namings once.

        Args:
            article: the article.
            attributions: its quotes, in text order.
            namings: every place that names a person, in text order.
            registry: the persons.
        """
        self._attributions = attributions
        self._registry = registry
        self._sentences = [sentence.start for sentence in article.sentences]
        quoted = sorted(a.detection.span for a in attributions)
        starts = [span.start for span in quoted]
        beside = {a.mention.span for a in attributions if a.mention}
        self._speaks: Counter[str] = Counter()
        self._labelled: set[str] = set()
        self._named: Counter[str] = Counter()
        self._namings: list[_Naming] = []
        for mention in namings:
            person = registry.owner(mention.span)
            if person is None:
                continue
            at = mention.span.start
            self._named[person.name] += 1
            self._speaks[person.name] += mention.span in beside
            if _labelled(article, mention):
                self._labelled.add(person.name)
            self._namings.append(
                _Naming(
                    at,
                    mention.sentence,
                    person,
                    opens(article, mention),
                    any(s.start <= at < s.end for s in reaching(starts, quoted, at, at + 1)),
                    mention.span in beside,
                )
            )
        self._starts = [naming.start for naming in self._namings]
        self._first = min(registry.people, key=lambda p: p.first, default=None)

    def choose(self, number: int, memory: Memory) -> Choice | None:
        """Return who is meant beside the quote of a number, ``None`` where nobody was named."""
        form = form_of(self._attributions[number])
        weighed = sorted(
            (-weight(form, c.features, bundled("antecedents")), place, c.speaker)
            for place, c in enumerate(self.candidates(number, memory))
        )
        if not weighed:
            return None
        margin = weighed[1][0] - weighed[0][0] if len(weighed) > 1 else float("inf")
        return Choice(weighed[0][2], margin)

    def candidates(self, number: int, memory: Memory) -> list[Candidate]:
        """Return who may be meant beside the quote of a number, who was named last first."""
        attribution = self._attributions[number]
        mention, detection = attribution.mention, attribution.detection
        at = mention.span.start if mention else detection.span.start
        latest = self._latest(at)
        since = self._since(memory.end, at)
        subjects = list(dict.fromkeys(n.person.name for n in reversed(since) if n.opens))
        here = max(0, bisect_left(self._sentences, at + 1) - 1)
        opened = {n.person.name: n.sentence for n in since if n.opens}
        nearest = upto(here - max(opened.values()), 0, 1, 3) if opened else ""
        named_since = {n.person.name for n in since}
        following = self._speaks_next(number)
        gap = upto(detection.span.start - memory.end, 20, 120, 300, 800)
        found: list[Candidate] = []

        def spoke(name: str) -> Iterator[str]:
            if memory.last and memory.last.name == name:
                if subjects:
                    yield f"spoke last, another the subject {nearest} sentences ago"
                else:
                    yield "spoke last"
                yield f"spoke last, {gap} characters ago"
                yield f"spoke last, {detection.type} now"
            elif memory.last_person and memory.last_person.name == name:
                yield "last person to speak"
            elif name in memory.spoken:
                yield f"spoke before {upto(memory.spoken.index(name), 1, 3)}"
            else:
                yield "has not spoken"
            yield f"speaks by name {upto(self._speaks[name], 0, 1, 3)}"

        for rank, naming in enumerate(latest):
            person = naming.person
            name = person.name
            found.append(
                Candidate(
                    person.speaker(),
                    frozenset(
                        (
                            *spoke(name),
                            f"named last but {upto(rank, 0, 1, 2)}",
                            f"named {upto(here - naming.sentence, 0, 1, 2, 5)} sentences ago"
                            if naming.start < at
                            else "named later",
                            "named inside a quote" if naming.quoted else "named outside quotes",
                            "named at a head" if naming.opens else "named inside a sentence",
                            "named beside a cue" if naming.beside else "named without a cue",
                            "named since" if name in named_since else "not named since",
                            *(
                                (
                                    f"subject since {upto(subjects.index(name), 0, 1)}",
                                    f"subject {upto(here - opened[name], 0, 1, 3)} sentences ago",
                                    f"subject {nearest} sentences ago, "
                                    f"{'a' if name in self._labelled else 'never a'} speaker",
                                )
                                if name in opened
                                else ()
                            ),
                            "tagged as a speaker" if name in self._labelled else "never a speaker",
                            f"named {upto(self._named[name], 1, 3)} times",
                            "has a role" if person.roles else "no role",
                            "named first" if person is self._first else "not named first",
                            "one word" if len(person.words) == 1 else "several words",
                            "speaks next" if name == following else "does not speak next",
                        )
                    ),
                )
            )
        if memory.last and all(c.speaker.name != memory.last.name for c in found):
            features = (*spoke(memory.last.name), f"is {memory.last.kind}")
            found.append(Candidate(memory.last, frozenset(features)))
        return found

    def subject_since(self, end: int, at: int) -> Person | None:
        """Return the person who opened a sentence last between ``end`` and ``at``."""
        return next((n.person for n in reversed(self._since(end, at)) if n.opens), None)

    def _latest(self, at: int) -> list[_Naming]:
        """Return the last namings before ``at`` of different persons; else the first behind it."""
        stop = bisect_left(self._starts, at)
        latest: dict[str, _Naming] = {}
        for naming in reversed(self._namings[max(0, stop - FARTHEST) : stop]):
            latest.setdefault(naming.person.name, naming)
            if len(latest) == MOST:
                break
        return list(latest.values()) or self._namings[stop : stop + 1]

    def _since(self, end: int, at: int) -> list[_Naming]:
        """Return the namings between the last quote and ``at``."""
        return self._namings[bisect_left(self._starts, end) : bisect_left(self._starts, at)][
            -FARTHEST:
        ]

    def _speaks_next(self, number: int) -> str | None:
        """Return the person who is named beside the next quote."""
        for later in self._attributions[number + 1 : number + 2]:
            if later.mention is not None:
                person = self._registry.owner(later.mention.span)
                return person.name if person else None
        return None


def form_of(attribution: Attribution) -> str:
    """Return what points: ``nya``, ``pronoun``, ``description`` or ``nothing``."""
    return FORMS[attribution.mention.kind] if attribution.mention else SILENT


def weight(form: str, features: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return the sum of the features' weights, in log-odds."""
    return total(weights, crossed(form, features))


def crossed(form: str, features: frozenset[str]) -> list[str]:
    """Return features once for themselves and once for the form that points."""
    return [*features, *(f"{form}: {name}" for name in features)]


def opens(article: AnnotatedArticle, naming: Mention) -> bool:
    """Tell a naming at the head of its sentence or behind a comma: a subject, most of the time."""
    lead = article.text[article.sentences[naming.sentence].start : naming.span.start]
    return len(WORD.findall(lead)) <= 2 or lead.rstrip().endswith(",")


def _labelled(article: AnnotatedArticle, naming: Mention) -> bool:
    """Tell whether the mention tagger sees a speaker there."""
    words = set((naming.name or "").split())
    return any(
        kind(token) == "PERSON" and token.text in words
        for token in article.sentences[naming.sentence].tokens
        if naming.span.start <= token.start < naming.span.end
    )
