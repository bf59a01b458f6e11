"""Stage 2, clean: repair what publishing broke, and mark what is no part of the report."""

from collections.abc import Iterator
from dataclasses import replace

import regex

from pipeline.cleaning.fixers import repair
from pipeline.cleaning.furniture import find_furniture
from pipeline.cleaning.language import foreign_language
from pipeline.records import Article, CleanArticle, Reason, Reject, Span, Stage

# a book or a dump; the longest reports have a twentieth of it
LONGEST = 1_000_000
_LETTER = regex.compile(r"\p{L}")


def clean(article: Article) -> CleanArticle | Reject:
    """Repair the text and title of an article; offsets from here on count in the repaired text.

    What is no part of the report is marked, not cut: see `pipeline.cleaning.furniture`.

    Returns:
        The article, or why there is none: it holds no letters, or is clearly in another language.
    """
    if len(article.text) > LONGEST:
        return _reject(
            article, Reason.TOO_LARGE, f"{len(article.text):,} characters are no article"
        )
    text, repairs = repair(article.text)
    if not _LETTER.search(text):
        return _reject(article, Reason.EMPTY, "the text holds no letters")
    language = foreign_language(text)
    if language:
        return _reject(article, Reason.OTHER_LANGUAGE, f"the text is in {language}")
    return CleanArticle(
        article=replace(article, text=text, title=_repaired_line(article.title)),
        repairs=repairs,
        furniture=find_furniture(text),
        paragraphs=tuple(paragraphs(text)),
    )


def _repaired_line(title: str) -> str:
    """Repair a title and write it on one line, which may itself leave something to repair."""
    while (line := " ".join(repair(title)[0].split())) != title:
        title = line
    return title


def paragraphs(text: str) -> Iterator[Span]:
    """Yield the lines that hold something, without the white space around them."""
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            first = start + len(line) - len(line.lstrip())
            yield Span(first, first + len(stripped))
        start += len(line) + 1


def _reject(article: Article, reason: Reason, detail: str) -> Reject:
    return Reject(
        stage=Stage.CLEAN,
        reason=reason,
        detail=detail,
        article_id=article.article_id,
        source_file=article.source_file,
        source_row=article.source_row,
    )
