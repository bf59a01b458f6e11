"""Where sentences end: what rules are sure of, and the tokenizer's network for the rest.

Sure ends: a stop, the mark or bracket that closes with it, white space, a capital or an opening
mark. Sure not to end: a title or initial with its full stop (``Kombes Pol. | Andi``, ``Plt. |
Direktur``), and whatever stands between two quotation marks, for the sentence that quotes goes on
until it has ended.
"""

from collections.abc import Iterator, Sequence, Set
from enum import Enum, auto

from pipeline.detection.marks import (
    LEFT_DOUBLE,
    LEFT_SINGLE,
    LOW_DOUBLE,
    QUOTATION_MARK,
    RIGHT_DOUBLE,
    RIGHT_SINGLE,
)
from pipeline.lexicon import normalise, words

STOPS = frozenset(".!?")
OPENING = frozenset((LEFT_DOUBLE, LEFT_SINGLE, "("))
CLOSING = frozenset((RIGHT_DOUBLE, RIGHT_SINGLE, ")"))
DOUBLE = frozenset((QUOTATION_MARK, LEFT_DOUBLE, RIGHT_DOUBLE, LOW_DOUBLE))
# titles that stand before a name with a full stop, which may be taken for the sentence's
ACTING = {word for word in words("roles", "head") if word.endswith(".")}
TITLES = words("honorifics", "rank", "branch", "academic") | ACTING
ABBREVIATED = 3  # letters that a capitalised abbreviation may have: Jl., No., Rp.


class Verdict(Enum):
    """Whether a sentence ends behind a token."""

    ENDS = auto()
    GOES_ON = auto()
    DOUBTFUL = auto()  # it looks like an end and may be an abbreviation, or marks are damaged
    UNKNOWN = auto()  # no stop: a headline, text without capitals, sentences glued together


def verdicts(texts: Sequence[str], spaced: Sequence[bool]) -> list[Verdict]:
    """Judge every token of a paragraph.

    Args:
        texts: the tokens.
        spaced: whether white space follows each.
    """
    damaged = sum(text in DOUBLE for text in texts) % 2 == 1
    found: list[Verdict] = []
    inside = marked = False
    for i, text in enumerate(texts):
        if text in DOUBLE:
            inside, marked = not inside, True
        if (inside and not damaged) or _titled(texts, i):
            found.append(Verdict.GOES_ON)
        else:
            verdict = _behind(texts, spaced, i, closed=text == QUOTATION_MARK and not inside)
            unsure = damaged and marked and verdict is Verdict.ENDS
            found.append(Verdict.DOUBTFUL if unsure else verdict)
    return found


def sentence_ends(texts: Sequence[str], spaced: Sequence[bool], seen: Set[int]) -> list[int]:
    """Return the last token of every sentence of a paragraph.

    Args:
        texts: the tokens.
        spaced: whether white space follows each.
        seen: the last tokens of the sentences as the network sees them.
    """
    judged = verdicts(texts, spaced)
    ends = [
        i
        for i, verdict in enumerate(judged[:-1])
        if verdict is Verdict.ENDS or (i in seen and verdict is not Verdict.GOES_ON)
    ]
    return [*ends, len(texts) - 1] if texts else []


def ranges(ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the sentences that end at these tokens: first token, and the one behind the last."""
    behind = [end + 1 for end in ends]
    return zip([0, *behind], behind, strict=False)


def _titled(texts: Sequence[str], i: int) -> bool:
    """Tell the full stop of a title or an initial, a token of its own or a part of the title's."""
    title = texts[i] if texts[i] != "." else texts[i - 1] + "." if i else "."
    if len(title) < 2 or title[-1] != ".":
        return False
    return normalise(title) in TITLES or (len(title) == 2 and title[0].isupper())


def _behind(texts: Sequence[str], spaced: Sequence[bool], i: int, *, closed: bool) -> Verdict:
    """Judge by the stop before and the capital behind."""
    stop = i - 1 if closed or texts[i] in CLOSING else i
    if stop < 1 or texts[stop] not in STOPS or i + 1 >= len(texts):
        return Verdict.UNKNOWN
    behind = texts[i + 1]
    if behind[0].isdigit():
        return Verdict.DOUBTFUL
    if not (behind[0].isupper() or behind[0] in OPENING or behind == QUOTATION_MARK):
        return Verdict.UNKNOWN
    before = texts[stop - 1]
    short = len(before) <= ABBREVIATED and before.istitle()
    abbreviation = texts[i] == "." and (short or normalise(before) in TITLES)
    return Verdict.DOUBTFUL if abbreviation or not spaced[i] else Verdict.ENDS
