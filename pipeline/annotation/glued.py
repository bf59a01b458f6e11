"""Words that lost the space between them: ``seniorEbrahim``, ``Katomengaku``.

Where a page had a link or a headline, publishing glues what stood around it, mostly to a name. A
word is taken apart where both of its parts are known and it is not.
"""

from collections.abc import Container, Iterator, Sequence

import regex

from pipeline.annotation.segmenter import Tokens
from pipeline.lexicon import counted

ORDINARY = counted("ordinary")
# seniorEbrahim, NTBTessa
CAPITAL_INSIDE = regex.compile(r"(?<=\p{Ll}{2}|\p{Lu}{2})(?=\p{Lu}\p{Ll}{2})")
SHORTEST_NAME, SHORTEST_WORD = 4, 4


def unglued(read: Sequence[Tokens], vocabulary: Container[str]) -> list[Tokens]:
    """Take glued words of an article apart.

    Args:
        read: the tokens of its pieces of text.
        vocabulary: words that the news writes as they are, case-folded.
    """
    forms = {text for tokens in read for text in tokens.texts}
    found = []
    for tokens in read:
        cuts = {
            i: parts
            for i, text in enumerate(tokens.texts)
            if len(text) > SHORTEST_NAME
            and text.casefold() not in vocabulary
            and len(parts := list(_parts(text, forms, vocabulary))) > 1
        }
        found.append(_cut(tokens, cuts) if cuts else tokens)
    return found


def _parts(text: str, forms: Container[str], vocabulary: Container[str]) -> Iterator[str]:
    """Yield the words that a form holds, or the form itself."""
    parts = CAPITAL_INSIDE.split(text)
    if len(parts) > 1 and all(p in forms or p.casefold() in vocabulary for p in parts):
        yield from parts
        return
    for at in range(SHORTEST_NAME, len(text) - SHORTEST_WORD + 1):
        if text[at:] in ORDINARY and text[:at] in forms and text[0].isupper():
            yield text[:at]
            yield text[at:]
            return
    yield text


def _cut(tokens: Tokens, cuts: dict[int, list[str]]) -> Tokens:
    """Return tokens with some of them in parts."""
    cut = Tokens([], [], [], set(), {})
    for i, text in enumerate(tokens.texts):
        start = tokens.starts[i]
        for part in cuts.get(i, [text]):
            cut.texts.append(part)
            cut.starts.append(start)
            start += len(part)
            cut.ends.append(start)
        if i in tokens.last:
            cut.last.add(len(cut.texts) - 1)
        if i in tokens.words and i not in cuts:
            cut.words[len(cut.texts) - 1] = tokens.words[i]
    return cut
