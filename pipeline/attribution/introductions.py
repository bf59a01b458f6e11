"""Every place where an article names a person, with the role or title that stands beside the name.

Quotes use few of them, but roles are carried from the first full naming, and a clitic may point to
a person who was named and has not spoken yet.
"""

from collections.abc import Iterator, Sequence, Set

from pipeline.attribution.mentions import split
from pipeline.attribution.names import FRONT, NAMEABLE
from pipeline.attribution.phrases import (
    ORG_HEADS,
    ROLE_HEADS,
    Range,
    bracket_end,
    bracket_start,
    capital,
    kind,
    named,
    spaced_dash,
    stops_short,
)
from pipeline.detection.marks import APOSTROPHE, LEFT_DOUBLE, QUOTATION_MARK, RIGHT_SINGLE
from pipeline.lexicon import normalise, words
from pipeline.records import AnnotatedArticle, Mention, MentionKind, Token

AFFIXES = words("roles", "affix")
FARTHEST = 24
LONGEST_NAME = 5
BEFORE_NAME = frozenset((",", "(", QUOTATION_MARK, LEFT_DOUBLE))
JOINING = words("connectors", "apposition")
ADVERBS = words("connectors", "adverb")
RELATIONS = words("roles", "relation")
BOUNDARIES = words("connectors", "boundary")


def introductions(article: AnnotatedArticle) -> list[Mention]:
    """Return the namings of persons in text order, split like any mention."""
    known = {
        normalise(t.text)
        for s in article.sentences
        for t in s.tokens
        if kind(t) == "PERSON"
        and capital(t)
        and len(t.text) > 2
        and normalise(t.text) not in FRONT | ROLE_HEADS
    }
    found: list[Mention] = []
    for number, sentence in enumerate(article.sentences):
        for first, last in _names(sentence.tokens, known):
            start = role_start(sentence.tokens, first)
            end = _role_end(sentence.tokens, last)
            mention = split(article, number, start, end, (first, last))
            if mention is not None and mention.kind is MentionKind.NAME:
                found.append(mention)
    return found


def _names(tokens: Sequence[Token], known: Set[str]) -> Iterator[Range]:
    """Yield runs of name tokens: what the taggers see, and what they saw elsewhere in the article.

    Args:
        tokens: a sentence.
        known: words of names, case-folded, that the mention tagger labelled in the article.
    """
    i = 0
    while i < len(tokens):
        start = i
        if named(tokens[i]) and kind(tokens[i]) not in ("ROLE", "ORG", "DESC"):
            while i < len(tokens) and (
                (named(tokens[i]) and (tokens[i].name[:1] != "B" or i == start))
                or (
                    (tokens[i].text in (APOSTROPHE, RIGHT_SINGLE) or stops_short(tokens, i))
                    and i + 1 < len(tokens)
                    and named(tokens[i + 1])
                )
            ):
                i += 1
            i = max(i, start + 1)
            if i - start == 1 and tokens[start].upos != "PROPN" and not kind(tokens[start]):
                continue
            yield start, i
        elif (end := _renamed(tokens, i, known)) is not None:
            i = end
            yield start, i
        elif capital(tokens[i]) and normalise(tokens[i].text) in known and not kind(tokens[i]):
            # Khamozaro spoke elsewhere; here the tagger took Khamozaro Waruwu for a place
            i += 1
            while i < len(tokens) and capital(tokens[i]) and tokens[i].name[:1] in ("I", "E"):
                i += 1
            yield start, i
        else:
            i += 1


def _renamed(tokens: Sequence[Token], at: int, known: Set[str]) -> int | None:
    """Return the end of what a tagger took for an institution and whose last word speaks elsewhere.

    ``Pelatih Selangor FC, | Christophe Gamel``: behind a comma or at the head of its sentence,
    where no institution ends before it.
    """
    if tokens[at].name[:1] != "B" or (at > 0 and tokens[at - 1].text not in BEFORE_NAME):
        return None
    end = at + 1
    while end < len(tokens) and tokens[end].name[:1] in ("I", "E"):
        end += 1
    run = tokens[at:end]
    if not 1 < len(run) <= LONGEST_NAME or normalise(run[-1].text) not in known:
        return None
    foreign = ORG_HEADS | ROLE_HEADS | FRONT
    return None if any(normalise(t.text) in foreign or kind(t) == "ORG" for t in run) else end


def role_start(tokens: Sequence[Token], name: int) -> int:
    """Return where the position before a name begins, or the name's own start."""
    heads: list[int] = []
    start = name
    i = name - 1
    if i >= 0 and normalise(tokens[i].text) in (",", "yakni", "yaitu"):
        # Ketua RT 05, Andi
        i -= 1
        relation = _relation(tokens, i)
        if relation is not None:
            return relation
    while i >= 0 and name - i <= FARTHEST:
        token = tokens[i]
        form = normalise(token.text)
        opening = bracket_start(tokens, i) if token.text == ")" else None
        if opening is not None:
            # Wakil Menteri (Wamen), Andi: what an abbreviation looks like is no matter
            i = opening - 1
            continue
        head = form in ROLE_HEADS and form not in NAMEABLE
        titled = head or form in FRONT or kind(token) in ("HON", "ROLE")
        if named(token) and not titled:
            break
        if spaced_dash(tokens, i):
            break
        if token.text == "," and not heads and _in_list(tokens, i):
            i -= 1
            continue
        if (
            token.upos == "PUNCT"
            and token.text not in ("-", "/", "(", ")", "&", ".")
            and not titled
        ):
            break
        if (
            token.text == "."
            and not (i > 0 and normalise(tokens[i - 1].text) in FRONT)
            and not titled
        ):
            break
        if form in BOUNDARIES or (
            token.upos in ("VERB", "AUX", "SCONJ", "PRON") and not capital(token) and not titled
        ):
            break
        if form in ROLE_HEADS or kind(token) == "ROLE":
            heads.append(i)
        elif token.upos == "ADP" and form not in AFFIXES:
            break
        if form in FRONT:
            start = i
        i -= 1
    if not heads:
        while start > 0 and normalise(tokens[start - 1].text) in FRONT:
            start -= 1
        return start
    return min(heads[-1], start)


def _relation(tokens: Sequence[Token], last: int) -> int | None:
    """Return where a relation to somebody begins: ``kuasa hukum Doddy, | Jamal``.

    Args:
        tokens: a sentence.
        last: the last token of the other's name, or of a bracket behind it.
    """
    i = last
    if tokens[i].text == ")":
        i = (bracket_start(tokens, i) or 0) - 1
    end = i
    while i >= 0 and named(tokens[i]):
        i -= 1
    if i == end:
        return None
    for head in range(i, max(-1, i - 3), -1):
        form = normalise(tokens[head].text)
        if form in RELATIONS or f"{form} {normalise(tokens[head + 1].text)}" in RELATIONS:
            return head
    return None


def _in_list(tokens: Sequence[Token], comma: int) -> bool:
    """Tell a comma inside an office: ``Bidang Politik, Hukum, dan Keamanan``."""
    if comma == 0 or comma + 1 >= len(tokens):
        return False
    before, after = tokens[comma - 1], tokens[comma + 1]
    return (
        (capital(before) or before.text == ")")
        and not named(before)
        and (capital(after) or normalise(after.text) == "dan")
    )


def _role_end(tokens: Sequence[Token], last: int) -> int:
    """Return where an apposition behind a name ends, or the name's own end."""
    at = last
    bracket = bracket_end(tokens, at) if at < len(tokens) else None
    if bracket is not None:
        at = bracket
    if at >= len(tokens):
        return last
    if normalise(tokens[at].text) in ADVERBS and at + 1 < len(tokens):
        # Andi sekarang adalah anggota DPR
        at += 1
    form = normalise(tokens[at].text)
    if form not in JOINING - {"juga", "sebagai"} and form != ",":
        return last
    at += 1
    while at < len(tokens) and normalise(tokens[at].text) in JOINING:
        at += 1
    if at >= len(tokens) or normalise(tokens[at].text) not in ROLE_HEADS or named(tokens[at]):
        return last
    end = at
    while end < len(tokens) and end - at < FARTHEST:
        token = tokens[end]
        if token.upos == "PUNCT" and token.text not in ("-", "/", "(", ")", "&"):
            break
        if token.upos in ("VERB", "AUX", "SCONJ") and not capital(token):
            break
        if named(token) and end > at:
            # Andi, Ketua RT 05 Budi, …: the position belongs to the next name
            return last
        end += 1
    return end
