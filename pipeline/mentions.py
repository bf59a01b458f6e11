"""Splitting a speaker's phrase into role, honorific and name."""

from collections import Counter
from collections.abc import Callable, Sequence

import regex

from pipeline.lexicon import normalise, words
from pipeline.phrases import ORG_HEADS, ROLE_HEADS, Range, bracket_end, capital, kind, named
from pipeline.records import AnnotatedArticle, Mention, MentionKind, Span, Token

RANKS = words("honorifics", "rank")
BRANCHES = words("honorifics", "branch")
TITLES = words("honorifics", "academic")
ADDRESS = words("honorifics", "address")
TRAILING = words("honorifics", "trailing")
FRONT = RANKS | BRANCHES | TITLES | ADDRESS
ADVERBS = words("connectors", "adverb")
THIRD = words("pronouns", "third")
PLURAL = words("pronouns", "plural")
OWN = words("pronouns", "own")
GENERIC = words("roles", "generic")
POINTING = frozenset(("itu", "ini", "tersebut"))
INDEFINITE = frozenset(
    "seorang sejumlah para beberapa salah sebagian seseorang kedua ketiga kalangan pihak keduanya".split()
)
JOINING = frozenset(("selaku", "yang", "sebagai", "bernama", "dan"))
PARTICLES = frozenset(("bin", "binti", "van", "von", "der", "de", "da", "dos", "al", "el", "ibn", "a/l", "a/p", "le", "la"))
ABBREVIATED = regex.compile(r"\p{Lu}\p{Ll}{0,3}\.|\p{Lu}")
LEADING = frozenset("seorang salah satu sang para si oleh juga selaku sebagai yang merupakan adalah dan".split())
# pria yang akrab disapa … is what people call him, not what he is
NICKNAMED = regex.compile(r"\s*,?\s*\byang\s+(?:akrab|biasa|karib|kerap|sering)\b.*$", regex.DOTALL)
INITIALS = regex.compile(r"\p{Lu}{1,4}")
NAMEABLE = words("roles", "nameable")
LONGEST_INITIAL = 3
ROMAN = regex.compile(r"[IVX]+")
SUSPECTS = words("roles", "suspect")
DOCUMENTS = words("organisations", "document")
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
        The mention, or ``None`` where the range holds no word.
    """
    tokens = article.sentences[sentence].tokens
    text = article.text
    while first < last and tokens[first].upos == "PUNCT" and not kind(tokens[first]):
        first += 1
    while last > first and tokens[last - 1].upos == "PUNCT" and tokens[last - 1].text not in (".", ")"):
        last -= 1
    while last - 1 > first and not kind(tokens[last - 1]) and (
        tokens[last - 1].text.islower()
        and (normalise(tokens[last - 1].text) in ADVERBS or tokens[last - 1].upos in ("ADV", "PART"))
    ):
        last -= 1
    # bunyi pernyataan PT Sinar: the paper speaks for whom it names
    while first + 1 < last and normalise(tokens[first].text) in DOCUMENTS:
        first += 1
    if first >= last:
        return None
    span = Span(tokens[first].start, tokens[last - 1].end)
    words_ = [normalise(t.text) for t in tokens[first:last]]
    if words_ == ["nya"]:
        return Mention(span, MentionKind.CLITIC, sentence)
    if len(words_) == 1 and words_[0] in THIRD:
        return Mention(span, MentionKind.PRONOUN, sentence)
    if len(words_) == 1 and words_[0] in PLURAL:
        return Mention(span, MentionKind.PLURAL, sentence)
    if words_[0] in OWN:
        return Mention(Span(tokens[first].start, tokens[first].end), MentionKind.OWN, sentence)
    pair = _pair(tokens, first, last) if known is None else None
    if pair is not None:
        both = Span(tokens[pair[0]].start, tokens[pair[1] - 1].end)
        return Mention(span, MentionKind.PAIR, sentence, name=both.of(text))
    if known is None:
        name = name_range(tokens, first, last)
    else:
        tidied = _tidy(tokens, *known)
        name = _extended(tokens, first, last, tidied) if tidied else None
    if name is not None:
        name = _without_place(text, tokens, first, name)
    honorific = _honorific(tokens, first, last, name)
    title = honorific.of(text) if honorific else None
    if name is None:
        labels = [kind(t) for t in tokens[first:last]]
        return Mention(
            span,
            _nameless(tokens, first, last, words_),
            sentence,
            role=_clean(span.of(text)),
            honorific=title,
            definite=words_[0] == "sang"
            or (words_[0] not in INDEFINITE and not {"ROLE", "HON", "PERSON"}.isdisjoint(labels)),
        )
    role = _role(text, tokens, first, last, name, honorific)
    if words_[-1] in POINTING and NICKNAMED.search(span.of(text)):
        # pria yang akrab disapa Edo itu: a description that lets a nickname fall
        called = Span(tokens[name[0]].start, tokens[name[1] - 1].end).of(text)
        return Mention(span, MentionKind.OFFICE, sentence, name=called, definite=True)
    full = Span(tokens[name[0]].start, tokens[name[1] - 1].end).of(text)
    return Mention(span, MentionKind.NAME, sentence, name=full, role=role, honorific=title)


def _without_place(text: str, tokens: Sequence[Token], first: int, name: Range) -> Range:
    """Give a place back that the taggers took into a name: ``Kepala Pelabuhan Teluk Bayan | Syahrul``.

    They see one sentence; elsewhere the article says `di Teluk Bayan`, `Kabupaten Randuagung`.
    """
    start, end = name
    if end - start < 2 or start == first or not capital(tokens[start - 1]):
        return name
    word = regex.escape(tokens[start].text)
    then = regex.escape(tokens[start + 1].text)
    if not _front(tokens[start - 1]):
        word = rf"{regex.escape(tokens[start - 1].text)}\s+{word}"
    elif end - start < 3:
        return name
    place = rf"(?<!\w)(?:di|dari|ke|asal|kota|desa|kabupaten|kecamatan|pemkab|pemkot|polres|rsud|warga)\s+{word}(?!\w|\s+{then})"
    return (start + 1, end) if regex.search(place, text, regex.IGNORECASE) else name


def _pair(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    """Return two names that `dan` joins and nothing else stands beside: ``Andi dan Budi``."""
    for i in range(first + 1, last - 1):
        if normalise(tokens[i].text) == "dan":
            left = _runs(tokens, first, i, _name_part)
            right = _runs(tokens, i + 1, last, _name_part)
            joined = len(left) == len(right) == 1 and left[0] == (first, i) and right[0][0] == i + 1
            return (first, right[0][1]) if joined else None
    return None


def name_range(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    """Return the personal name in a phrase: what the taggers label, tidied at its ends."""
    before_comma = _before_role(tokens, first, last)
    if before_comma is not None:
        return before_comma
    runs = _runs(tokens, first, last, _name_part) or _runs(tokens, first, last, _person)
    if not runs:
        return _initials(tokens, first, last)
    # a role may hold a name of its own (UIN Syarif Hidayatullah, Zaki Mubarak): then the last is the speaker's
    start, end = runs[0] if runs[0][0] == first else runs[-1]
    if start - 2 >= first and normalise(tokens[start - 1].text) == "alias" and _person(tokens[start - 2]):
        # Cyril Hakim alias Chico
        end = start - 1
        start = end - 1
        while start > first and tokens[start].name in ("I-PER", "E-PER"):
            start -= 1
    return _extended(tokens, first, last, (start, end))


def _extended(tokens: Sequence[Token], first: int, last: int, name: Range) -> Range:
    """Take in what the taggers cut off a name: capitals that are no role, place or institution."""
    start, end = name
    while end < last and not _front(tokens[end]) and (
        _unclaimed(tokens[end])
        or (regex.fullmatch(r"\p{Lu}\.?", tokens[end - 1].text) and capital(tokens[end]) and end - start > 1)
    ):
        end += 1
    while (
        start > first
        and (not _front(tokens[start - 1]) or normalise(tokens[start - 1].text) in NAMEABLE)
        and _name_begins(tokens, start - 1, first)
    ):
        start -= 1
    return start, end


def _name_begins(tokens: Sequence[Token], at: int, first: int) -> bool:
    """Tell whether the word before a name belongs to it."""
    token = tokens[at]
    if _abbreviated(token):
        return kind(token) != "ROLE"
    if tokens[at + 1].name in ("I-PER", "E-PER") and _person(token) and capital(token):
        return not kind(token)
    return _unclaimed(token) and at > 0 and tokens[at - 1].text in (")", ",", "-", "|")


def _before_role(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    """Return the capitals before a comma and a position: ``Paulius Juta, | CEO Niaga``."""
    i = first
    while i < last and capital(tokens[i]) and tokens[i].text.isalpha() and not _front(tokens[i]):
        if normalise(tokens[i].text) in ORG_HEADS or tokens[i].name[2:] in ("ORG", "LOC"):
            return None
        i += 1
    if not 1 < i - first <= 4 or i + 1 >= last or tokens[i].text != ",":
        return None
    return (first, i) if normalise(tokens[i + 1].text) in ROLE_HEADS else None


def _initials(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    """Return a person's initials behind a description: ``tersangka RM``, ``pelaku berinisial EW``."""
    for i in range(first + 1, last):
        before = normalise(tokens[i - 1].text)
        if INITIALS.fullmatch(tokens[i].text) and (before in SUSPECTS or before in ("berinisial", "inisial")):
            return i, i + 1
    return None


def _runs(
    tokens: Sequence[Token], first: int, last: int, part: Callable[[Token], bool]
) -> list[Range]:
    """Return the tidied runs of name tokens in a phrase."""
    found: list[Range] = []
    i = first
    while i < last:
        bracket = bracket_end(tokens, i)
        if bracket is not None or not part(tokens[i]):
            i = bracket or i + 1
            continue
        start = i
        while i < last and (part(tokens[i]) or _inside_name(tokens, i, last)):
            i += 1
        run = _tidy(tokens, start, i)
        degree = i - start == 1 and start > first and tokens[start - 1].text == "," and tokens[start].text.isupper()
        placed = start > first and normalise(tokens[start - 1].text) in ("di", "ke", "pada", "&")
        if run and not degree and not placed:
            found.append(run)
    return found


def _person(token: Token) -> bool:
    return token.name[2:] == "PER"


def _name_part(token: Token) -> bool:
    label = kind(token)
    if label:
        return label == "PERSON" or (token.name[2:] == "PER" and label not in ("ROLE", "HON"))
    return token.name[2:] == "PER"


def _inside_name(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Tell what may stand between two words of a name: ``M . Nuh``, ``Ahmad bin Ali``."""
    if at + 1 >= last or not _name_part(tokens[at + 1]):
        return False
    if tokens[at].text == ".":
        return len(tokens[at - 1].text) <= LONGEST_INITIAL
    return tokens[at].text in ("'", "’", "-") or normalise(tokens[at].text) in PARTICLES


def _front(token: Token) -> bool:
    form = normalise(token.text)
    return form in FRONT or form in ROLE_HEADS


def _abbreviated(token: Token) -> bool:
    """Tell an abbreviated first name: ``M. Nuh``, ``Moh. Hatta``."""
    return ABBREVIATED.fullmatch(token.text) is not None


def _unclaimed(token: Token) -> bool:
    return (
        capital(token)
        and token.name == "O"
        and not kind(token)
        and token.upos in ("PROPN", "X")
        and normalise(token.text) not in ORG_HEADS
        and not any(c.isdigit() for c in token.text)
    )


def _tidy(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    """Take off both ends of a run what is no name: titles, roles, degrees, words in lower case.

    In an article without capitals the case says nothing and is not asked.
    """
    cased = any(capital(t) for t in tokens)

    def foreign(i: int) -> bool:
        token = tokens[i]
        if normalise(token.text) in NAMEABLE and i + 1 < end and capital(token):
            # Imam Sofian, Putri Kusuma: a title that is a name where the tagger reads it as one
            return not _person(token) and kind(token) != "PERSON"
        return _front(token) or (cased and not capital(token)) or not token.text[0].isalpha()

    while start < end and (foreign(start) or (end - start > 2 and ROMAN.fullmatch(tokens[start].text))):
        start += 1
    # Partai Gerindra Habiburokhman: the end of an institution before a person
    while end - start > 1 and tokens[start].name[2:] in ("ORG", "LOC") and any(
        _person(t) for t in tokens[start + 1 : end]
    ):
        start += 1
    while end > start and (
        (cased and not capital(tokens[end - 1]) and tokens[end - 1].text != ".")
        or (end - start > 1 and _degree(tokens, end - 1))
        or tokens[end - 1].text in (",", "(", "-")
    ):
        end -= 1
    # Randuagung AKP Andi: a title inside a run ends what stood before the name
    for i in range(end - 2, start, -1):
        if normalise(tokens[i].text) in RANKS | TITLES and tokens[i].text != ".":
            return _tidy(tokens, i + 1, end)
    # Andi Kanit Reskrim: a position behind a name ends it
    for i in range(start + 1, end):
        form = normalise(tokens[i].text)
        if form in ROLE_HEADS and form not in NAMEABLE:
            return _tidy(tokens, start, i)
    # Andi seraya tertawa: a word in lower case that joins no names ends the name
    if cased:
        for i in range(start, end):
            if tokens[i].text[:1].islower() and normalise(tokens[i].text) not in PARTICLES:
                return _tidy(tokens, start, i) or _tidy(tokens, i + 1, end)
    return (start, end) if end > start else None


def _degree(tokens: Sequence[Token], at: int) -> bool:
    """Tell a degree behind a name: ``Andi, S.H.``"""
    token = tokens[at]
    return normalise(token.text) in TRAILING and (tokens[at - 1].text == "," or "." in token.text)


def _honorific(tokens: Sequence[Token], first: int, last: int, name: Range | None) -> Span | None:
    """Return the rank or title: right before the name, else wherever the tagger sees one."""
    stop = name[0] if name else last
    start = stop
    while start > first and (
        normalise(tokens[start - 1].text) in FRONT
        or kind(tokens[start - 1]) == "HON"
        or (tokens[start - 1].text in (".", ")") and start - 2 >= first and normalise(tokens[start - 2].text) in FRONT)
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
        before = _bare_role(text[tokens[start].start : stop])
        if before:
            return before
    start = _position_start(tokens, name[1], last, ("ROLE",))
    return _bare_role(text[tokens[start].start : tokens[last - 1].end]) if start is not None else None


def _position_start(
    tokens: Sequence[Token], first: int, last: int, labels: Sequence[str]
) -> int | None:
    """Return where a position begins: at the first word labelled so, or listed as the head of one."""
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


def _bare_role(phrase: str) -> str | None:
    """Take articles, joining words, nicknames and a bracketed abbreviation off a position."""
    phrase = NICKNAMED.sub("", _clean(phrase))
    parts = phrase.split()
    start, end = 0, len(parts)
    while start < end and parts[start].casefold() in LEADING:
        start += 1
    while end > start and parts[end - 1].casefold() in (*POINTING, *JOINING, "yakni", "yaitu", "sekaligus"):
        end -= 1
    if start == end:
        return None
    begin = phrase.index(parts[start]) if start else 0
    stop = phrase.rindex(parts[end - 1]) + len(parts[end - 1])
    role = _clean(phrase[begin:stop])
    return role if any(c.isalpha() for c in role) else None


def _clean(phrase: str) -> str:
    """Take punctuation and a bracketed abbreviation off the ends of a phrase."""
    phrase = ENDS.sub("", phrase)
    phrase = regex.sub(r"\s*\([^()]{1,40}\)?$", "", phrase)
    return ENDS.sub("", phrase).strip()


def _nameless(tokens: Sequence[Token], first: int, last: int, forms: Sequence[str]) -> MentionKind:
    """Classify a phrase without a personal name."""
    labels = Counter(kind(t) for t in tokens[first:last])
    most = len(forms) / 2
    if forms[-1] in POINTING or (forms[0] == "sang" and len(forms) > 1):
        return MentionKind.OFFICE
    if labels["DESC"] > most or forms[0] in INDEFINITE:
        return MentionKind.UNNAMED
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
