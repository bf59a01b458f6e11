"""Read tokens with BILOU labels, one a line, back into running text with labelled spans.

The file is that of PFSA-ID: ``TOKEN<tab>LABEL`` a line, an empty line after each sentence, nothing
between articles. What was lost is put back by rules, each with what it gets wrong:

* Articles. Every article has one ISSUE label (what it is about), and most begin with a dateline
  (``JAKARTA , KOMPAS —``). A new article begins at a dateline; where an ISSUE comes and the
  article already had one, at the sentence of that ISSUE. Without a dateline the sentences before
  the ISSUE stay with the article before; where a later label still names a person of there alone,
  the two stay one text.
* Spaces. None before ``, . ; : ? ! )`` and after ``(``, none around ``-`` and ``/``
  (``Covid - 19`` -> ``Covid-19``); a dash keeps both. Marks open and close in turn. Where one was
  lost, the count is set right by those that are sure: behind a comma and before a small letter a
  mark closes (``… , ” kata``), and the mark before that one opens; behind a colon or comma and
  before a capital a mark opens.
* Paragraphs are lost: an article is one line, and its headlines stand in its sentences.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.detection.marks import APOSTROPHE, LEFT_DOUBLE, RIGHT_DOUBLE, RIGHT_SINGLE
from pipeline.records import Span

ISSUE, STATEMENT, PERSON, PERSON_AGAIN = "ISSUE", "STATEMENT", "PERSON", "PERSONCOREF"
MARKS = LEFT_DOUBLE + RIGHT_DOUBLE
_SINGLES = APOSTROPHE + RIGHT_SINGLE
_DATELINE = "KOMPAS"
_DASHES = "-\N{EN DASH}\N{EM DASH}"
_DATELINE_TOKENS = 9
_JOINERS = frozenset("-/")
_NONE_BEFORE = frozenset({*",.;:?!)", "\N{HORIZONTAL ELLIPSIS}", "....", "\N{TRADE MARK SIGN}"})

Sentence = tuple["Token", ...]


@dataclass(frozen=True, slots=True)
class Token:
    """One line of the file; ``place`` is B, I, L, U, or O outside of labels."""

    text: str
    place: str
    label: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """One labelled stretch of an article's text; ``sentence`` is the one it ends in."""

    label: str
    span: Span
    sentence: int


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """One article as running text, its labels in text order."""

    article_id: str
    text: str
    chunks: tuple[Chunk, ...]


def read_labelled(path: Path) -> list[LabelledArticle]:
    """Read a file of labelled tokens.

    Raises:
        ValueError: where a line is neither empty nor a token and its label.
    """
    sentences = list(_sentences(path.read_text(encoding="utf-8").splitlines()))
    return [
        running_text(f"{path.stem}-{number}", article)
        for number, article in enumerate(split_articles(sentences), start=1)
    ]


def split_articles(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Part the sentences of a file into articles."""
    articles: list[list[Sentence]] = [[]]
    about = False
    for at, sentence in enumerate(sentences):
        issue = any(token.label == ISSUE and token.place in "BU" for token in sentence)
        dateline = _has_dateline(sentence)
        if articles[-1] and (dateline or (issue and about)):
            rest = _until_next(sentences[at:])
            if dateline or not _names_again(articles[-1], rest):
                articles.append([])
                about = False
        about = about or issue
        articles[-1].append(sentence)
    return articles


def running_text(article_id: str, sentences: Sequence[Sentence]) -> LabelledArticle:
    """Put an article's tokens together, and its labels onto the text."""
    text = ""
    opened = single = False
    glue = True
    placed: list[tuple[Token, Span, int]] = []
    flat = _without_entities(
        [(token, number) for number, sentence in enumerate(sentences) for token in sentence]
    )
    words = [token.text for token, _ in flat]
    for at, (token, number) in enumerate(flat):
        word = token.text
        glue_after = word == "(" or word in _JOINERS
        if word in MARKS:
            opened = not _closes(words, at, opened)
            glue, glue_after = glue or not opened, opened
        elif word in _SINGLES:
            single = not single
            glue, glue_after = glue or not single, single
        elif word in _NONE_BEFORE or word in _JOINERS:
            glue = True
        text += word if glue else f" {word}"
        placed.append((token, Span(len(text) - len(word), len(text)), number))
        glue = glue_after
    return LabelledArticle(article_id, text, tuple(_merged(text, _chunks(placed))))


def _without_entities(flat: Sequence[tuple[Token, int]]) -> list[tuple[Token, int]]:
    """Leave out what ``&amp;`` was cut into behind its sign: ``& amp ;``."""
    words = [token.text for token, _ in flat]
    dropped = {
        place
        for at in range(len(words))
        if words[at : at + 3] == ["&", "amp", ";"]
        for place in (at + 1, at + 2)
    }
    return [pair for at, pair in enumerate(flat) if at not in dropped]


def _sentences(lines: Iterable[str]) -> Iterator[Sentence]:
    current: list[Token] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            if current:
                yield tuple(current)
            current = []
            continue
        text, tab, tag = line.partition("\t")
        place, _, label = tag.strip().partition("-")
        if not tab or place not in ("B", "I", "L", "U", "O") or (place != "O") != bool(label):
            raise ValueError(f"line {number} is not a token and its label: {line!r}")
        current.append(Token(text, place, label))
    if current:
        yield tuple(current)


def _has_dateline(sentence: Sentence) -> bool:
    """Tell a sentence that begins ``JAKARTA , KOMPAS —``."""
    words = [token.text for token in sentence[:_DATELINE_TOKENS]]
    return any(word == _DATELINE and after in _DASHES for word, after in pairwise(words))


def _until_next(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences up to the next dateline or second ISSUE."""
    kept: list[Sentence] = []
    for sentence in sentences:
        issue = any(token.label == ISSUE and token.place in "BU" for token in sentence)
        if kept and (issue or _has_dateline(sentence)):
            break
        kept.append(sentence)
    return kept


def _names_again(before: Sequence[Sentence], after: Sequence[Sentence]) -> bool:
    """Tell whether a person named again in ``after`` was introduced in ``before`` alone."""
    known, here = _label_words(before, PERSON), _label_words(after, PERSON)
    again = _label_words(after, PERSON_AGAIN)
    return bool((again & known) - here)


def _label_words(sentences: Iterable[Sentence], label: str) -> set[str]:
    return {token.text for sentence in sentences for token in sentence if token.label == label}


def _closes(words: Sequence[str], at: int, opened: bool) -> bool:
    """Tell whether the mark at ``at`` closes; ``opened`` is what the marks before it say."""
    if words[at] != RIGHT_DOUBLE or _surely_opens(words, at):
        return False
    if _surely_closes(words, at):
        return True
    following = next((i for i in range(at + 1, len(words)) if words[i] in MARKS), None)
    return opened and (following is None or not _surely_closes(words, following))


def _surely_closes(words: Sequence[str], at: int) -> bool:
    return 0 < at < len(words) - 1 and words[at - 1] == "," and words[at + 1][:1].islower()


def _surely_opens(words: Sequence[str], at: int) -> bool:
    return 0 < at < len(words) - 1 and words[at - 1] in ":," and words[at + 1][:1].isupper()


def _chunks(placed: Iterable[tuple[Token, Span, int]]) -> Iterator[Chunk]:
    """Join the tokens of a label; one that was begun and not ended ends before the next."""
    current: Chunk | None = None
    for token, span, sentence in placed:
        goes_on = current is not None and token.place in "IL" and token.label == current.label
        if current is not None and not goes_on:
            yield current
            current = None
        if token.place == "O":
            continue
        start = current.span.start if current is not None else span.start
        current = Chunk(token.label, Span(start, span.end), sentence)
        if token.place in "LU":
            yield current
            current = None
    if current is not None:
        yield current


def _merged(text: str, chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Join the parts of a statement that was cut at a sentence's end: no mark closes the first."""
    held: Chunk | None = None
    for chunk in chunks:
        if (
            held is not None
            and held.label == chunk.label == STATEMENT
            and not text[held.span.end : chunk.span.start].strip()
            and text[held.span.end - 1] not in MARKS
        ):
            held = Chunk(STATEMENT, Span(held.span.start, chunk.span.end), chunk.sentence)
            continue
        if held is not None:
            yield held
        held = chunk
    if held is not None:
        yield held
