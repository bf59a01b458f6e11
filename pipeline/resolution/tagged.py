"""Where the taggers see a name, read off the tags of its tokens."""

from collections.abc import Callable, Iterator
from operator import attrgetter

from pipeline.records import AnnotatedArticle, Span, Token


def tagged(
    article: AnnotatedArticle, label: str, tag: Callable[[Token], str] = attrgetter("name")
) -> Iterator[Span]:
    """Yield where words stand that a tagger labels as one.

    Args:
        article: the article.
        label: `PER`, or `PERSON` where ``tag`` asks for the mention tagger's.
        tag: which tag of a token is asked; the name tagger's where nothing else is said.
    """
    for sentence in article.sentences:
        start: int | None = None
        for token in sentence.tokens:
            if tag(token) in (f"B-{label}", f"S-{label}"):
                start = token.start
            if tag(token) in (f"E-{label}", f"S-{label}") and start is not None:
                yield Span(start, token.end)
                start = None
