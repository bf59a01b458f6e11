"""Splitting a speaker's phrase into role, honorific and name, and telling its kind."""

from collections import Counter
from collections.abc import Sequence, Set

import regex

from pipeline.attribution.names import FRONT, extended, name_range, pair_range, tidy
from pipeline.attribution.phrases import (
    DEMONSTRATIVES,
    ORG_HEADS,
    ROLE_HEADS,
    Range,
    bracket_end,
    capital,
    kind,
)
from pipeline.attribution.places import without_place
from pipeline.lexicon import normalise, words
from pipeline.records import AnnotatedArticle, Mention, MentionKind, Span, Token

BRANCHES = words("honorifics", "branch")
CLITIC = "nya"
CONNECTING = frozenset(("dan", "juga", "lalu", "sambil", "seraya", "serta", "tak", "yang"))
# opens a sentence before a phrase that the taggers see no beginning of
OPENING = frozenset(("namun",))
# cannot end a phrase: `hakim | dan`, `video | yang`
DANGLING = frozenset((",", "dan", "sambil", "seraya", "serta", "yang"))
ADVERBS = words("connectors", "adverb")
THIRD = words("pronouns", "third")
PLURAL = words("pronouns", "plural")
OWN = words("pronouns", "own")
DOCUMENTS = words("organisations", "document")
QUALIFYING = frozenset(("resmi", "tertulis", "terbaru", "internal", "singkat"))
GENERIC = words("roles", "generic")
KIN = words("roles", "kin")
CIRCLE = words("roles", "circle")
GROUPS = words("roles", "group")
MINISTERS = words("roles", "minister")
SEATED = words("organisations", "seated")
DOCUMENTS = words("organisations", "document")
WITHIN = frozenset(("dalam", "lewat", "melalui"))
BEFORE_NAME = FRONT | (ROLE_HEADS - KIN)
INDEFINITE = words("roles", "indefinite")
# stand before a noun and are nobody's whole name
ALONE = frozenset(("banyak", "para", "sang", "salah", "seorang"))
DAYS = words("connectors", "day")
LEADING = words("roles", "leading")
CLOSING = words("roles", "closing")
# pria yang akrab disapa … is what people call him, not what he is
NICKNAMED = regex.compile(
    r"(?<!\s)\s*+(?:,\s*+)?\byang\s+(?:akrab|biasa|karib|kerap|sering)\b.*$", regex.DOTALL
)
# Partai Persatuan (P3), Komisi Pemberantasan Korupsi atau KPK; not PT Timah (Persero)
ABBREVIATION = regex.compile(
    r"(?<!\s)\s*+\((?!Persero\))[^()]{1,40}\)?$|(?<!\s)\s++atau\s++\p{Lu}[\w-]*$"
)
ENDS = regex.compile(r"^[\s,.;:()\-–—]+|[\s,;:(\-–—]+$")


def split(
    article: AnnotatedArticle, sentence: int, first: int, last: int, known: Range | None = None
) -> Mention | None:
    """Split the phrase of tokens ``first`` to ``last`` (exclusive) of a sentence.

    Args:
        article: the article.
        sentence: number of the sentence.
        first: first token of the phrase.
        last: token behind the phrase.
        known: where the name stands, where that is known already.

    Returns:
        The mention, or ``None`` where the range holds no word that could name anybody.
    """
    tokens = article.sentences[sentence].tokens
    text = article.text
    first, last = _trimmed(tokens, first, last)
    if first >= last:
        return None
    span = Span(tokens[first].start, tokens[last - 1].end)
    forms = [normalise(t.text) for t in tokens[first:last]]
    if len(forms) == 1 and forms[0] in CONNECTING:
        # katanya serta menambahkan: no phrase, whatever the tagger says
        return None
    if forms[0] in OWN:
        return Mention(Span(tokens[first].start, tokens[first].end), MentionKind.OWN, sentence)
    pointing = _pointing(forms)
    if pointing is not None:
        return Mention(span, pointing, sentence)
    pair = pair_range(tokens, first, last) if known is None else None
    if pair is not None:
        both = Span(tokens[pair[0]].start, tokens[pair[1] - 1].end)
        return Mention(span, MentionKind.PAIR, sentence, name=both.of(text))
    if known is None:
        name = name_range(tokens, first, last)
    else:
        tidied = tidy(tokens, *known)
        name = extended(tokens, first, last, tidied) if tidied else None
    if name is not None:
        name = without_place(text, tokens, first, name)
    if name is not None and _nobody(tokens, first, name):
        name = None
    if (
        name is not None
        and forms[-1] in DEMONSTRATIVES
        and forms[0] in ROLE_HEADS
        and not NICKNAMED.search(span.of(text))
    ):
        # Menteri Koordinator Politik, Hukum, dan Keamanan itu, pengganti Gita Wirjawan ini: a
        # name inside a description is another's; right behind a title it may be the speaker's
        titled = name[0] == first or (name[0] == first + 1 and forms[0] in FRONT)
        name = name if titled and name[1] == last - 1 else None
    if name is not None and _relates(tokens, first, last, name, CIRCLE):
        return Mention(span, MentionKind.UNNAMED, sentence)
    if name is not None and _relates(tokens, first, last, name, KIN):
        phrase = _clean(span.of(text))
        return Mention(span, MentionKind.OFFICE, sentence, role=phrase, definite=True)
    honorific = _honorific(tokens, first, last, name)
    title = honorific.of(text) if honorific else None
    if name is None:
        labels = [kind(t) for t in tokens[first:last]]
        return Mention(
            span,
            _nameless(tokens, first, last, forms),
            sentence,
            role=bare_role(span.of(text)),
            honorific=title,
            definite=forms[0] == "sang"
            or (forms[0] not in INDEFINITE and not {"ROLE", "HON", "PERSON"}.isdisjoint(labels)),
        )
    role = _role(text, tokens, first, last, name, honorific)
    nicknamed = NICKNAMED.search(span.of(text))
    if nicknamed and tokens[name[0]].start > span.start + nicknamed.start():
        # pria yang akrab disapa Edo itu: a description that lets a nickname fall
        called = Span(tokens[name[0]].start, tokens[name[1] - 1].end).of(text)
        return Mention(span, MentionKind.OFFICE, sentence, name=called, definite=True)
    full = Span(tokens[name[0]].start, tokens[name[1] - 1].end).of(text)
    return Mention(span, MentionKind.NAME, sentence, name=full, role=role, honorific=title)


def _nobody(tokens: Sequence[Token], first: int, name: Range) -> bool:
    """Tell what the taggers took for a name and is none.

    `Jajaran | manajemen`, a group; `Seorang | mahasiswi`; `Menko | Pangan`; `Polres | Randuagung`
    and `Kantor Pelabuhan Tanjung | Wangi`, the end of an institution that the phrase opens with.
    """
    inside = [normalise(t.text) for t in tokens[name[0] : name[1]]]
    if all(form in GROUPS | ALONE for form in inside):
        return True
    head = normalise(tokens[first].text)
    if head in SEATED:
        return name[0] <= first + 1
    seen = any(t.name[2:] == "PER" for t in tokens[name[0] : name[1]])
    if head in MINISTERS and name == (first + 1, first + 2):
        return not seen
    return head in ORG_HEADS - ROLE_HEADS - GENERIC and first < name[0] and not seen


def _relates(tokens: Sequence[Token], first: int, last: int, name: Range, heads: Set[str]) -> bool:
    """Tell a phrase that names somebody by whose relative he or she is: ``istri Andi itu``."""
    before = [normalise(t.text) for t in tokens[first : name[0]]]
    behind = [normalise(t.text) for t in tokens[name[1] : last]]
    while before and before[-1] in BEFORE_NAME:
        before.pop()
    return bool(before) and before[-1] in heads and all(form in DEMONSTRATIVES for form in behind)


def _trimmed(tokens: Sequence[Token], first: int, last: int) -> Range:
    """Take punctuation, adverbs and the paper that speaks for somebody off a phrase."""
    while first < last and (
        (tokens[first].upos == "PUNCT" and not kind(tokens[first]))
        or (first + 1 < last and normalise(tokens[first].text) in OPENING)
    ):
        first += 1
    if first < last and normalise(tokens[first].text) in DAYS:
        # Selasa (13/4/2021), | laporan itu
        date = first + 1
        behind = bracket_end(tokens, date) if date < last else None
        date = behind or date
        if date + 1 < last and tokens[date].text == ",":
            first = date + 1
    if first < last and normalise(tokens[first].text) == "kepada":
        # Kepada Kompas, | Buffon; in Kepada media VP AGIT, Wanny the comma is the position's
        comma = next((i for i in range(first, last - 1) if tokens[i].text == ","), first)
        if not any(normalise(t.text) in ROLE_HEADS for t in tokens[first:comma]):
            first = comma + (comma > first)
    while (
        last > first
        and tokens[last - 1].upos == "PUNCT"
        and tokens[last - 1].text not in (".", ")")
    ):
        last -= 1
    for i in range(first + 1, last - 1):
        # PT Sinar Samudra | dalam siaran persnya
        paper = normalise(tokens[i + 1].text).removesuffix("nya") in DOCUMENTS
        if paper and normalise(tokens[i].text) in WITHIN:
            last = i
            break
    while last - 1 > first and _adverb(tokens[last - 1]):
        last -= 1
    while last - 1 > first and normalise(tokens[last - 1].text) in DANGLING:
        last -= 1
    # bunyi pernyataan PT Sinar: the paper speaks for whom it names
    while first + 1 < last and normalise(tokens[first].text) in DOCUMENTS:
        first += 1
        # pernyataan resmi PT Sinar
        while first + 1 < last and normalise(tokens[first].text) in QUALIFYING:
            first += 1
        # pernyataan yang dirilis (oleh) PT Sinar
        if first + 2 < last and normalise(tokens[first].text) == "yang":
            first += 2
            if first + 1 < last and normalise(tokens[first].text) == "oleh":
                first += 1
    return first, last


def _adverb(token: Token) -> bool:
    """Tell a small word behind a phrase: ``kata Andi | tegas``."""
    if kind(token) or not token.text.islower():
        return False
    return normalise(token.text) in ADVERBS or token.upos in ("ADV", "PART")


def _pointing(forms: Sequence[str]) -> MentionKind | None:
    """Return the kind of a phrase that is one pointing word, ``None`` for any other phrase."""
    if len(forms) != 1:
        return None
    if forms[0] == CLITIC:
        return MentionKind.CLITIC
    if forms[0] in THIRD:
        return MentionKind.PRONOUN
    return MentionKind.PLURAL if forms[0] in PLURAL else None


def _honorific(tokens: Sequence[Token], first: int, last: int, name: Range | None) -> Span | None:
    """Return the rank or title: right before the name, else wherever the tagger sees one."""
    stop = name[0] if name else last
    start = stop
    while start > first and (
        normalise(tokens[start - 1].text) in FRONT
        or kind(tokens[start - 1]) == "HON"
        or (
            start - 2 >= first
            and f"{normalise(tokens[start - 2].text)} {normalise(tokens[start - 1].text)}" in FRONT
        )
        or (
            tokens[start - 1].text in (".", ")")
            and start - 2 >= first
            and normalise(tokens[start - 2].text) in FRONT
        )
        or (tokens[start - 1].text == "(" and start < stop)
    ):
        start -= 1
    while start < stop and (
        tokens[start].text in (".", ")", "(")
        or (normalise(tokens[start].text) in BRANCHES and kind(tokens[start]) != "HON")
    ):
        start += 1
    if start < stop:
        return Span(tokens[start].start, tokens[stop - 1].end)
    labelled = [i for i in range(first, last) if kind(tokens[i]) == "HON"]
    if not labelled or name is None:
        return None
    end = labelled[0] + 1
    while end < last and (end in labelled or normalise(tokens[end].text) in BRANCHES):
        end += 1
    return Span(tokens[labelled[0]].start, tokens[end - 1].end)


def _role(
    text: str, tokens: Sequence[Token], first: int, last: int, name: Range, honorific: Span | None
) -> str | None:
    """Return the position before the name, else the one behind it."""
    start = _position_start(tokens, first, name[0], ("ROLE", "DESC", "ORG"))
    if start is not None:
        stop = tokens[name[0]].start
        if honorific and tokens[start].start <= honorific.start < stop:
            stop = honorific.start
        before = bare_role(text[tokens[start].start : stop])
        if before:
            return before
    start = _position_start(tokens, name[1], last, ("ROLE",))
    return (
        bare_role(text[tokens[start].start : tokens[last - 1].end]) if start is not None else None
    )


def _position_start(
    tokens: Sequence[Token], first: int, last: int, labels: Sequence[str]
) -> int | None:
    """Return where a position begins: at a word labelled so, or listed as the head of one."""
    i = first
    while i < last:
        bracket = bracket_end(tokens, i)
        if bracket is not None:
            i = bracket
            continue
        form = normalise(tokens[i].text)
        if form in ROLE_HEADS or (
            kind(tokens[i]) in labels and tokens[i].upos != "PUNCT" and form not in FRONT
        ):
            return i
        i += 1
    return None


def bare_role(phrase: str) -> str | None:
    """Take articles, joining words, nicknames and a bracketed abbreviation off a position."""
    phrase = NICKNAMED.sub("", _clean(phrase))
    parts = phrase.split()
    start, end = 0, len(parts)
    if "melalui" in parts:
        # Kapolres … melalui Kasi Humas: the latter speaks
        start = len(parts) - parts[::-1].index("melalui")
    while start < end and parts[start].casefold() in LEADING:
        start += 1
    while end > start and parts[end - 1].casefold() in CLOSING:
        end -= 1
    if start == end:
        return None
    begin = phrase.index(parts[start]) if start else 0
    stop = phrase.rindex(parts[end - 1]) + len(parts[end - 1])
    role = _clean(phrase[begin:stop])
    if all(word.casefold() in FRONT for word in role.split()):
        # atau | TB | Hasanuddin: a title alone is no position
        return None
    return role if any(c.isalpha() for c in role) else None


def _clean(phrase: str) -> str:
    """Take punctuation and a bracketed abbreviation off the ends of a phrase."""
    phrase = ENDS.sub("", phrase)
    phrase = ABBREVIATION.sub("", phrase)
    return ENDS.sub("", phrase).strip()


def _nameless(tokens: Sequence[Token], first: int, last: int, forms: Sequence[str]) -> MentionKind:
    """Classify a phrase without a personal name."""
    labels = Counter(kind(t) for t in tokens[first:last])
    most = len(forms) / 2
    if forms[-1] in DEMONSTRATIVES or (forms[0] == "sang" and len(forms) > 1):
        return MentionKind.OFFICE
    if labels["DESC"] > most or forms[0] in INDEFINITE:
        return MentionKind.UNNAMED
    if all(t.name[2:] == "ORG" for t in tokens[first:last]) and forms[0] not in ROLE_HEADS:
        return MentionKind.ORG
    if labels["ORG"] > most and forms[0] not in GENERIC:
        return MentionKind.ORG
    if forms[0] in ORG_HEADS and forms[0] not in ROLE_HEADS | GENERIC:
        return MentionKind.ORG
    if labels["ROLE"] > most:
        return MentionKind.OFFICE
    if forms[0] in GENERIC:
        return MentionKind.UNNAMED
    if forms[0] in ROLE_HEADS:
        return MentionKind.OFFICE
    if tokens[first].name[2:] in ("ORG", "LOC") or capital(tokens[first]):
        return MentionKind.ORG
    return MentionKind.UNNAMED
