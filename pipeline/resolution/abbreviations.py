"""Positions in full: ``Sekjen PKS itu`` is the Sekretaris Jenderal of Partai Keadilan Sejahtera."""

from collections.abc import Iterator

import regex

from pipeline import lexicon
from pipeline.resolution.organisations import Institutions

LONG = {short: long for long, others in lexicon.table("abbreviations").items() for short in others}
SHORT = regex.compile(rf"(?<!\w)(?:{lexicon.alternatives(LONG)})(?!\w)", regex.IGNORECASE)
WORD = regex.compile(r"\w+")


def written_out(position: str, institutions: Institutions) -> Iterator[str]:
    """Yield the words of a position, case-folded, abbreviations in full.

    Args:
        position: the words beside a quote, or what the article calls somebody.
        institutions: those of the article, which tells what its capitals stand for.
    """
    in_full = SHORT.sub(lambda match: LONG[lexicon.normalise(match[0])], position)
    for word in WORD.findall(in_full):
        meant = institutions.full(word) if word.isupper() else word
        yield from (form.casefold() for form in WORD.findall(meant))
