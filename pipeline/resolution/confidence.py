"""How sure a row is, between 0 and 1: a logistic model over named features of the quote.

What speaks for a row: that taggers and rules agree on the speaker's name, that the article uses the
name again, that one candidate outweighs all others, that the tagger sees the whole statement. The
weights (`models/confidence.toml`) are learnt by `python -m training.confidence` from annotated
articles: of rows at 0.9, about 90 % should have the right words and the right speaker. Measured in
`benchmarks/RESULTS.md`.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from pipeline.records import (
    POINTING,
    AnnotatedArticle,
    Attribution,
    Quote,
    QuoteType,
    SpeakerKind,
)
from pipeline.resolution.entities import Person, Registry
from pipeline.resolution.tagged import tagged
from pipeline.weights import bundled, total, upto

DECIMALS = 3


class Evidence:
    """What an article shows of its persons and quotes."""

    def __init__(
        self, article: AnnotatedArticle, attributions: Sequence[Attribution], registry: Registry
    ) -> None:
        """Look at all names once."""
        self._article = article
        self._size = f"article: {upto(len(registry.people), 1, 3, 6, 10)} persons"
        self._tagged = Counter(span.of(article.text) for span in tagged(article, "PER"))
        self._labelled = Counter(
            span.of(article.text) for span in tagged(article, "PERSON", attrgetter("label"))
        )
        self._words = Counter(word for p in registry.people for word in set(p.words))
        named = {
            person.name
            for a in attributions
            if a.mention and (person := registry.owner(a.mention.span)) is not None
        }
        self._speakers = f"article: {upto(len(named), 0, 1, 2, 4)} speak by name"
        self._persons = {p.name: frozenset(self._person(p)) for p in registry.people}

    def _person(self, person: Person) -> Iterator[str]:
        forms = person.forms
        yield f"person: named {upto(forms.total(), 1, 2, 4)} times"
        yield f"person: named in full {upto(forms[person.name], 0, 1, 2)} times"
        yield f"person: tagged in full {upto(self._tagged[person.name], 0, 1)} times"
        yield f"person: labelled in full {upto(self._labelled[person.name], 0, 1)} times"
        yield "person: tagged" if any(self._tagged[f] for f in forms) else "person: never tagged"
        yield (
            "person: labelled" if any(self._labelled[f] for f in forms) else "person: not labelled"
        )
        shared = any(self._words[word] > 1 for word in person.words)
        yield "person: shares a word" if shared else "person: shares no word"
        yield f"person: {upto(len(forms), 1, 2, 3)} forms"
        yield f"name: {upto(len(person.words), 1, 2, 3, 4)} words"

    def features(
        self, quote: Quote, attribution: Attribution, margin: float | None
    ) -> frozenset[str]:
        """Return what speaks for or against a quote, by name.

        Args:
            quote: the quote, its confidence not yet known.
            attribution: what it was made of.
            margin: by how much the choice of its speaker outweighs the next, where one was made.
        """
        found = [
            self._size,
            self._speakers,
            f"type: {quote.type}",
            f"rule: {quote.rule}",
            f"resolution: {quote.resolution}",
            f"{quote.type}: {upto(len(quote.quote.split()), 3, 6, 12, 25)} words",
        ]
        speaker = quote.speaker
        found.append(f"speaker: {speaker.kind if speaker else 'nobody'}")
        if speaker:
            found.append("role: some" if speaker.role else "role: none")
            if not all(w[0].isupper() for w in speaker.name.split()):
                found.append("name: lower case")
            if speaker.kind is SpeakerKind.PERSON:
                found.extend(self._persons.get(speaker.name, ()))
        if margin is not None:
            found.append(f"choice: by {upto(margin, 0.3, 0.8, 1.5, 2.5, 4)}")
            found.append(f"{quote.resolution}: by {upto(margin, 0.8, 2.5)}")
        found.extend(self._mention(attribution))
        found.extend(self._cue(attribution))
        return frozenset(found)

    def _mention(self, attribution: Attribution) -> Iterator[str]:
        mention = attribution.mention
        if mention is None or mention.kind in POINTING:
            return
        words = len(mention.span.of(self._article.text).split())
        yield f"mention: {upto(words, 1, 2, 4, 8, 14)} words"
        yield f"mention: {mention.kind}{' with a role' if mention.role else ''}"

    def _cue(self, attribution: Attribution) -> Iterator[str]:
        detection = attribution.detection
        cue = detection.cue
        if cue is None:
            return
        yield f"cue: {cue.kind}"
        if detection.type is not QuoteType.INDIRECT:
            return
        tokens = self._article.sentences[cue.sentence].tokens
        inside = [t for t in tokens if detection.span.start <= t.start < detection.span.end]
        said = sum(t.label[2:] == "SAID" for t in inside) / max(1, len(inside))
        yield f"statement: {upto(said, 0, 0.5, 0.9, 0.999)} of it labelled"
        whole = detection.span.end >= self._article.sentences[cue.sentence].end - 2
        yield "statement: to the end" if whole else "statement: to the middle"
        labelled = any(t.label[2:] == "CUE" for t in tokens[cue.first : cue.last])
        yield "cue: labelled" if labelled else "cue: not labelled"


def confidence(features: Iterable[str]) -> float:
    """Return the chance that a quote is right end to end, rounded to three decimals."""
    return round(1 / (1 + math.exp(-total(bundled("confidence"), features))), DECIMALS)
