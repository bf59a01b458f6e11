"""Direct quotes and their speakers on the articles of PFSA-ID: annotated by others, for others.

What is compared:

* A direct quote is a labelled STATEMENT, its outer marks and the punctuation inside them taken
  off; every one of them is an utterance between marks. It is found where a predicted direct quote
  shares half of the characters that either covers, each predicted one taken once. Quotes that the
  file does not label are no errors: it labels public figures alone.
* The speaker is what the labels behind the statement, up to the end of its sentence, tell.

  - *named*: CUE and, beside it, a PERSONCOREF or PERSON with a name (`kata Budi`). Right is the
    person whose PERSON label holds the words of the name; of several the last before. Where no
    PERSON label holds them (`ujar Rina`, introduced without a label), whoever has those words in
    the name.
  - *-nya*: CUECOREF (`katanya`). The file does not say whom it means; taken is whoever a PERSON
    or PERSONCOREF label named last before it. Most names have no label (`Rina mengatakan, …`),
    so this is doubtful where other words than the labelled ones stand as the subject of a verb of
    saying in between. Doubtful ones are counted apart; what decides is the text and the labels,
    never the prediction.
  - *other*: `dia`, an office (`ujar Presiden`), nothing. Counted and not judged: no label says who.

* Two names are one person where the words of one hold those of the other, ranks and titles aside,
  or the list of public figures says so (`Jokowi`). How often the predicted name is the whole
  labelled one (or longer) is reported beside it.

Usage: python -m benchmarks.pfsa FILE [--articles N] [--batch 40] [--worst N]
"""

import argparse
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import regex

from benchmarks.labelled import (
    PERSON,
    PERSON_AGAIN,
    STATEMENT,
    Chunk,
    LabelledArticle,
    read_labelled,
)
from pipeline import lexicon
from pipeline.corpus.aliases import bundled
from pipeline.detection.marks import APOSTROPHE, RIGHT_SINGLE
from pipeline.evaluation.gold import trim
from pipeline.evaluation.matching import match
from pipeline.evaluation.scores import Share
from pipeline.extractor import QuoteExtractor
from pipeline.lexicon import normalise
from pipeline.records import Article, Extraction, Quote, QuoteType, Span

CUE, CUE_AGAIN = "CUE", "CUECOREF"
_PEOPLE = (PERSON, PERSON_AGAIN)
_TITLES = lexicon.words("honorifics")
_TITLE = regex.compile(rf"(?<!\w)(?:{lexicon.alternatives(_TITLES)})(?!\w)")
_NO_NAMES = _TITLES | lexicon.words("roles", "head") | lexicon.words("pronouns")
_WORD = regex.compile(rf"[\w{APOSTROPHE}{RIGHT_SINGLE}]+")
# Rina mengatakan / Andi Budiman (36), warga Randuagung, menyatakan / menurut Rina / kata Rina
_SPEAKING = regex.compile(
    rf"""
    (?!(?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu)\b)
    (?<who>\p{{Lu}}[\w{APOSTROPHE}{RIGHT_SINGLE}]+)
    (?:\s\([^)]*\))?,?\s(?:yang\s[^.,]{{1,60}}\s|juga\s|pun\s|sendiri\s)?
    (?:{lexicon.alternatives(lexicon.words("cues", "active"))})\b
  | \b(?:[Mm]enurut|{lexicon.alternatives(lexicon.words("cues", "bare"))})\s(?<who>\p{{Lu}}\w+)
    """,
    regex.VERBOSE,
)
_LONGEST_SHOWN = 160


class Naming(StrEnum):
    """What stands beside a statement for its speaker."""

    NAMED = "named"
    CLITIC = "-nya"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Statement:
    """One labelled statement.

    Attributes:
        span: its words, without marks and punctuation at the ends.
        naming: how the labels beside it name the speaker.
        speaker: the labelled name, ``""`` where the labels tell none.
        doubtful: whether somebody without a label speaks between that label and the statement.
    """

    span: Span
    naming: Naming
    speaker: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement and the predicted quote that was matched with it, ``None`` where none was."""

    article: LabelledArticle
    statement: Statement
    quote: Quote | None

    @property
    def found(self) -> bool:
        """Whether it was found as a direct quote."""
        return self.quote is not None and self.quote.type is QuoteType.DIRECT

    @property
    def exact(self) -> bool:
        """Whether its words are exactly the labelled ones."""
        return self.found and self._trimmed == self.statement.span

    @property
    def right(self) -> bool:
        """Whether the predicted speaker is the labelled person."""
        return same_person(self.statement.speaker, self._speaker)

    @property
    def whole(self) -> bool:
        """Whether the predicted name holds the whole labelled one, or is listed beside it."""
        labelled = self.statement.speaker
        return set(_words(labelled)) <= set(_words(self._speaker)) or _listed_alike(
            labelled, self._speaker
        )

    @property
    def _speaker(self) -> str:
        speaker = self.quote.speaker if self.quote else None
        return speaker.name if speaker else ""

    @property
    def _trimmed(self) -> Span | None:
        return trim(self.article.text, self.quote.span) if self.quote else None

    def line(self) -> str:
        """Tell the error in one line: where, what, whom the file and whom kutipan names."""
        start, end = self.statement.span.start, self.statement.span.end
        doubt = ", doubtful" if self.statement.doubtful else ""
        told = self.quote.type if self.quote else "nothing"
        what = f"speaker, {self.statement.naming}{doubt}" if self.found else f"found as {told}"
        behind = self.article.text[end : end + _LONGEST_SHOWN // 2]
        return (
            f"{self.article.article_id}:{start}-{end} | {what} | "
            f"{self.statement.span.of(self.article.text)[-_LONGEST_SHOWN // 2 :]}"
            f"[{behind}] | {self.statement.speaker} | {self._speaker}"
        )


def statements(article: LabelledArticle) -> Iterator[Statement]:
    """Yield the labelled statements of an article and whom the labels give them to."""
    chunks = article.chunks
    for at, chunk in enumerate(chunks):
        if chunk.label == STATEMENT:
            naming, speaker, doubtful = _named(article, at)
            yield Statement(trim(article.text, chunk.span), naming, speaker, doubtful)


def judge(article: LabelledArticle, quotes: Sequence[Quote]) -> list[Judged]:
    """Match the statements of an article with predicted quotes, best overlap first."""
    labelled = list(statements(article))
    spans = [trim(article.text, quote.span) for quote in quotes]
    partner = match([statement.span for statement in labelled], spans)
    return [
        Judged(article, statement, quotes[partner[i]] if i in partner else None)
        for i, statement in enumerate(labelled)
    ]


def same_person(labelled: str, predicted: str) -> bool:
    """Tell whether two names can be one person's: the words of one hold those of the other."""
    one, other = _words(labelled), _words(predicted)
    if not one or not other:
        return False
    return set(one) <= set(other) or set(other) <= set(one) or _listed_alike(labelled, predicted)


def lines(judged: Sequence[Judged], worst: int) -> list[str]:
    """Lay the figures out, with the first ``worst`` errors."""
    found = [one for one in judged if one.found]
    named = [one for one in found if one.statement.naming is Naming.NAMED]
    clitic = [
        one for one in found if one.statement.naming is Naming.CLITIC and one.statement.speaker
    ]
    sure = [one for one in clitic if not one.statement.doubtful]
    known = named + clitic
    wrong = [one for one in judged if not one.found] + [one for one in known if not one.right]
    return [
        f"{len({one.article.article_id for one in judged})} articles with statements",
        _line("direct quote found", Share.count(one.found for one in judged)),
        _line("its words exact", Share.count(one.exact for one in judged)),
        _line("speaker right, named", Share.count(one.right for one in named)),
        _line("  by the whole name", Share.count(one.right and one.whole for one in named)),
        _line("speaker right, -nya", Share.count(one.right for one in sure)),
        _line(
            "  where doubtful", Share.count(one.right for one in clitic if one.statement.doubtful)
        ),
        f"not judged: {len(found) - len(known)} of the found whose labels name nobody",
        *(one.line() for one in wrong[:worst]),
    ]


def _named(article: LabelledArticle, at: int) -> tuple[Naming, str, bool]:
    """Read the labels behind statement ``at``: CUE and a person, or CUECOREF."""
    statement, after = article.chunks[at], article.chunks[at + 1 :]
    cue = next((c for c in after if c.label in (CUE, CUE_AGAIN, STATEMENT)), None)
    if cue is None or cue.label == STATEMENT or cue.sentence > statement.sentence:
        return Naming.OTHER, "", False
    if cue.label == CUE_AGAIN:
        return Naming.CLITIC, *_last_named(article, statement.span.start)
    beside = [c for c in after if c.label in _PEOPLE and c.sentence == cue.sentence]
    if not beside:
        return Naming.OTHER, "", False
    nearest = min(beside, key=lambda c: abs(c.span.start - cue.span.end))
    name = _full_name(article, nearest)
    return (Naming.NAMED if name else Naming.OTHER), name, False


def _last_named(article: LabelledArticle, before: int) -> tuple[str, bool]:
    """Return whom a label named last before a place, and whether another speaks in between."""
    for chunk in reversed(article.chunks):
        if chunk.span.end <= before and chunk.label in _PEOPLE:
            name = _full_name(article, chunk)
            if name:
                return name, _another_speaks(article.text[chunk.span.end : before], name)
    return "", False


def _another_speaks(between: str, name: str) -> bool:
    own = set(_words(name))
    return any(
        (word := who.casefold()) not in own and word not in _NO_NAMES
        for match in _SPEAKING.finditer(between)
        for who in match.captures("who")
    )


def _full_name(article: LabelledArticle, mention: Chunk) -> str:
    """Return the labelled name that ``mention`` is a part of, itself where there is none."""
    if mention.label == PERSON:
        return mention.span.of(article.text)
    words = _words(mention.span.of(article.text))
    people = [c for c in article.chunks if c.label == PERSON]
    for holds in (operator.eq, operator.contains):  # Risma: a part of a word of Tri Rismaharini
        holders = [
            person
            for person in people
            if all(
                any(holds(whole, word) for whole in _words(person.span.of(article.text)))
                for word in words
            )
        ]
        before = [person for person in holders if person.span.start < mention.span.start]
        if holders:
            return (before[-1] if before else holders[0]).span.of(article.text)
    kept = mention.span.of(article.text).split()
    # `mantan Kapolda Jawa Tengah`: a description, whose capitals are no name
    if any(word[:1].islower() for word in kept):
        return ""
    while kept and normalise(kept[0]) in _NO_NAMES:
        kept = kept[1:]
    return " ".join(kept)


def _listed_alike(one: str, other: str) -> bool:
    """Tell whether the list of public figures has both names for one person."""
    listed = bundled().person(one, None, None)
    return listed is not None and listed == bundled().person(other, None, None)


def _words(name: str) -> list[str]:
    """Return the words of a name without ranks and titles."""
    folded = name.casefold()
    return _WORD.findall(_TITLE.sub(" ", folded)) or _WORD.findall(folded)


def _line(name: str, share: Share) -> str:
    value = "-" if share.value is None else f"{share.value:.3f}"
    return f"{name:24}{value:>7} ({share.hits} of {share.of})"


def main() -> None:
    """Extract from the articles of the file and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, help="only the first so many")
    parser.add_argument("--batch", type=int, default=40)
    parser.add_argument("--worst", type=int, default=0, help="list so many errors")
    args = parser.parse_args()
    articles = read_labelled(args.file)[: args.articles]
    print("\n".join(lines(extract_and_judge(QuoteExtractor(), articles, args.batch), args.worst)))


def extract_and_judge(
    extractor: QuoteExtractor, articles: Sequence[LabelledArticle], batch: int = 40
) -> list[Judged]:
    """Run ``extractor`` over articles and judge what it finds; a text it repairs is an error."""
    judged: list[Judged] = []
    for at in range(0, len(articles), batch):
        some = articles[at : at + batch]
        results = extractor.extract([Article(a.article_id, a.text) for a in some])
        for article, result in zip(some, results, strict=True):
            quotes: Sequence[Quote] = ()
            if isinstance(result, Extraction):
                if result.clean.text != article.text:
                    raise ValueError(f"{article.article_id} was repaired: its offsets moved")
                quotes = result.quotes
            judged += judge(article, quotes)
    return judged


if __name__ == "__main__":
    main()
