"""Noun phrases that name a speaker: how far they reach, before a cue and behind one.

A phrase is a token range of one sentence. The mention tagger's labels lead; where it labelled
nothing, the phrase is read from parts of speech, names and the words that end such phrases.
"""

from collections.abc import Sequence

from pipeline.detection.marks import APOSTROPHE, QUOTATION_MARK, RIGHT_DOUBLE
from pipeline.lexicon import normalise, words
from pipeline.records import Token

MENTION = frozenset(("PERSON", "ROLE", "HON", "ORG", "DESC", "PRON"))
CIRCUMSTANCE = words("connectors", "circumstance")
ADVERBS = words("connectors", "adverb")
CONJUNCTIONS = words("connectors", "conjunction")
PRONOUNS = words("pronouns")
ROLE_HEADS = words("roles", "head")
ORG_HEADS = words("organisations", "head")
RANKS = words("honorifics")
TRAILING = words("honorifics", "trailing")
COMMAS = frozenset(",")
DASHES = frozenset("-–—")
DEMONSTRATIVES = words("connectors", "demonstrative")
FILLERS = words("connectors", "filler")
ATTACHING = words("connectors", "attaching")
RELATIVES = words("connectors", "relative")
CONNECTING = frozenset((",", "dan", "dengan", "sambil", "seraya", "serta"))
# Messi sendiri | beberapa kali | mengatakan
REPEATED = frozenset(("beberapa", "berulang"))
# open what stands between a subject and its verb: `Israel, | di sisi lain, | menganggap`
INSERTED = frozenset(("dalam", "di", "melalui", "pada", "termasuk"))
BREAKS = words("connectors", "break")
OCCASIONS = words("connectors", "occasion")
# marks inside a phrase, and those of them that cannot end one
INNER = frozenset(("-", "/", ".", "&", APOSTROPHE, QUOTATION_MARK))
DANGLING = INNER - {"."}
CLAUSE_ENDS = frozenset((".", ";", ":", RIGHT_DOUBLE, QUOTATION_MARK, "!", "?"))
LONGEST_DESCRIPTION = 14
COMPANIES = words("organisations", "company")
DOCUMENTS = words("organisations", "document")
LONGEST = 40
LONGEST_BRACKET = 9
LONGEST_INITIAL = 3
LONGEST_SUBJECT = 25
LONGEST_APPOSITION = 16
Range = tuple[int, int]


def kind(token: Token) -> str:
    """Return the mention label without its position, empty where there is none."""
    return token.label[2:] if token.label[2:] in MENTION else ""


def capital(token: Token) -> bool:
    """Tell whether a token begins with a capital letter."""
    return token.text[:1].isupper()


def named(token: Token) -> bool:
    """Tell whether a token is part of a personal name."""
    return token.name[2:] == "PER" or kind(token) == "PERSON"


def stops_short(tokens: Sequence[Token], at: int) -> bool:
    """Tell a stop behind a short word of a name: ``M. Nuh``, not ``awal Mei. Joachim``."""
    before = tokens[at - 1].text
    return (
        tokens[at].text == "."
        and len(before) <= LONGEST_INITIAL
        and normalise(before) not in CIRCUMSTANCE
    )


def spaced_dash(tokens: Sequence[Token], at: int) -> bool:
    """Tell a dash with white space on both sides, as behind a dateline: ``JAKARTA - Andi``."""
    return (
        tokens[at].text in DASHES
        and 0 < at < len(tokens) - 1
        and tokens[at - 1].end < tokens[at].start
        and tokens[at].end < tokens[at + 1].start
    )


def bracket_end(tokens: Sequence[Token], at: int) -> int | None:
    """Return the index behind a short bracket that opens at ``at``: ``(45)``, ``(PDIP-Jateng)``."""
    if tokens[at].text not in ("(", "["):
        return None
    for i in range(at + 1, min(at + LONGEST_BRACKET, len(tokens))):
        if tokens[i].text in (")", "]"):
            return i + 1
    return None


def bracket_start(tokens: Sequence[Token], closing: int) -> int | None:
    """Return the index of the bracket that a short bracket's end belongs to."""
    for i in range(closing - 1, max(closing - LONGEST_BRACKET, -1), -1):
        if tokens[i].text == "(":
            return i
    return None


def behind(tokens: Sequence[Token], at: int) -> Range | None:
    """Return the phrase that begins at ``at``, behind a cue: ``kata | Ketua RT Andi, | Senin``."""
    i = at
    while i < len(tokens) and normalise(tokens[i].text) in FILLERS:
        i += 1
    first = last = i
    seen_name = apposed = False
    while i < len(tokens) and i - first < LONGEST:
        token = tokens[i]
        form = normalise(token.text)
        bracket = bracket_end(tokens, i)
        if bracket is not None:
            i = bracket
            if i < len(tokens) and (kind(tokens[i]) or tokens[i].text in COMMAS):
                continue
            break
        if token.text in COMMAS:
            if not _apposition_follows(tokens, i + 1, seen_name, i > first):
                break
            apposed = seen_name
            i += 1
            continue
        if token.upos == "PUNCT" and not kind(token) and token.text not in INNER:
            break
        if (
            token.text == "."
            and not kind(token)
            and normalise(tokens[i - 1].text) not in COMPANIES
            and f"{normalise(tokens[i - 1].text)}." not in ROLE_HEADS
            and (i + 1 >= len(tokens) or not (kind(tokens[i + 1]) or named(tokens[i + 1])))
        ):
            break
        if not kind(token):
            if i == first and form in PRONOUNS:
                return first, first + 1
            if form in CIRCUMSTANCE and not (
                form in ATTACHING
                and not _dated(tokens, i + 1)
                and (_goes_on(tokens, i) or (form == "di" and _workplace(tokens, i)))
            ):
                break
            if token.upos in ("VERB", "AUX", "ADV", "SCONJ") and not capital(token):
                break
            if token.text.islower() and _closed(tokens, first, i):
                break
            if seen_name and not apposed and not named(token) and not _goes_on(tokens, i):
                break
        elif kind(token) == "PRON":
            return (i, i + 1) if i == first else (first, last)
        seen_name = seen_name or named(token)
        i += 1
        last = i
    while last > first and tokens[last - 1].upos == "PUNCT" and tokens[last - 1].text in DANGLING:
        last -= 1
    if last > first and not seen_name:
        last = _to_demonstrative(tokens, first, last)
    return (first, last) if last > first else None


def _dated(tokens: Sequence[Token], at: int) -> bool:
    """Tell a date: `Kepala Hakim Provinsi Pusat pada | tanggal 4 Januari`."""
    form = normalise(tokens[at].text) if at < len(tokens) else ""
    return form == "tanggal" or form in CIRCUMSTANCE or form[:1].isdigit()


def _closed(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Tell that an institution with capitals ends before a word: `BMKG | diakun resminya`."""
    inside = tokens[first:at]
    seen = all(kind(t) == "ORG" and t.name[2:] == "ORG" for t in inside)
    return seen and any(capital(t) for t in inside) and not _goes_on(tokens, at)


def _workplace(tokens: Sequence[Token], at: int) -> bool:
    """Tell the place of a trade from the place of speaking: ``petani di Desa Sidomulyo``.

    The trade is in lower case; behind a title in capitals the place is where it was said.
    """
    if at + 1 >= len(tokens) or not capital(tokens[at + 1]):
        return False
    before = tokens[at - 1]
    return normalise(before.text) in ROLE_HEADS and before.text.islower()


def _to_demonstrative(tokens: Sequence[Token], first: int, last: int) -> int:
    """Return where a description ends that a demonstrative closes: ``pria 57 tahun | itu``."""
    if normalise(tokens[last - 1].text) in DEMONSTRATIVES:
        return last
    for i in range(last, min(first + LONGEST_DESCRIPTION, len(tokens))):
        if normalise(tokens[i].text) in DEMONSTRATIVES:
            return i + 1
        if tokens[i].upos == "PUNCT" or tokens[i].label[2:] in ("SAID", "CUE"):
            break
    return last


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the tagger sees the phrase go on within the next two tokens."""
    return any(kind(t) not in ("", "PRON") for t in tokens[at : at + 3]) and not any(
        t.text in COMMAS for t in tokens[at : at + 2]
    )


def _apposition_follows(tokens: Sequence[Token], at: int, seen_name: bool, started: bool) -> bool:
    """Tell whether a phrase goes on behind a comma: ``Ketua RT 05, Andi`` or ``Andi, S.H.``."""
    if at >= len(tokens) or not started:
        return False
    token = tokens[at]
    form = normalise(token.text)
    if form in TRAILING:
        return True
    if kind(token) in ("PERSON", "ROLE", "HON", "ORG", "DESC"):
        return True
    if not seen_name and _listed(tokens, at):
        return True
    if not seen_name:
        return named(token) or (form in RANKS and at + 1 < len(tokens) and named(tokens[at + 1]))
    return form in ROLE_HEADS and form not in CIRCUMSTANCE


def _listed(tokens: Sequence[Token], at: int) -> bool:
    """Tell a comma inside an office: ``Kepala Pusat Data, | Informasi, dan Komunikasi Andi``."""
    capitals = 0
    for token in tokens[at : at + 16]:
        if named(token):
            return capitals > 0
        if token.text in COMMAS or normalise(token.text) in ("dan", "serta"):
            continue
        if not capital(token):
            return False
        capitals += 1
    return False


def ahead(tokens: Sequence[Token], at: int) -> Range | None:
    """Return the phrase that ends before ``at``, the subject of an active cue."""
    last = at
    while (
        last > 0
        and (normalise(tokens[last - 1].text) in ADVERBS or tokens[last - 1].upos == "AUX")
        and not kind(tokens[last - 1])
    ):
        last -= 1
    if last > 2 and tokens[last - 1].text == "kali" and tokens[last - 2].text in REPEATED:
        return ahead(tokens, last - 2)
    if last == 0:
        return None
    if normalise(tokens[last - 1].text) in PRONOUNS:
        return last - 1, last
    if tokens[last - 1].text == ")":
        # Joko Widodo | (Jokowi) meyakini
        last = bracket_start(tokens, last - 1) or last
    labelled = _labelled_ahead(tokens, last, at)
    if labelled is not None:
        return labelled
    chunk = _chunk_ahead(tokens, last)
    verb = _governing(tokens, chunk, at) if chunk else None
    # PKB menunjukkan resistensi dengan | menyampaikan: whose object stands there speaks
    return (ahead(tokens, verb) if verb else None) or chunk


def _governing(tokens: Sequence[Token], chunk: Range, at: int) -> int | None:
    """Return where the verb begins inside whose clause a phrase stands, and behind whose subject.

    An active verb whose object is joined to the cue at ``at``: right before the cue it may be the
    subject (`mendengar seseorang | menyebut`). Any verb of a relative clause: its subject goes on
    behind it (`Riset | yang dimuat di jurnal itu | mengungkap`).
    """
    verb = chunk[0]
    while verb > 0 and (
        (tokens[verb - 1].upos in ("VERB", "AUX") and not capital(tokens[verb - 1]))
        or (verb == chunk[0] and tokens[verb - 1].upos == "ADP")
    ):
        verb -= 1
    if verb == chunk[0] or not any(t.upos == "VERB" for t in tokens[verb : chunk[0]]):
        return None
    if verb > 1 and normalise(tokens[verb - 1].text) == "yang":
        # Moderna, yang mendapatkan izin, | mengatakan
        verb -= 1
        if tokens[verb - 1].text == "," or normalise(tokens[verb - 1].text) == "seperti":
            verb -= 1
        # pernyataan yang dirilis PT Sinar speaks for PT Sinar; dirilis Andi yang | mengatakan
        whose = normalise(tokens[verb - 1].text) in DOCUMENTS
        return None if whose or "yang" in (t.text for t in tokens[chunk[0] : at]) else verb
    active = tokens[chunk[0] - 1].text.startswith(("me", "ber"))
    joined = chunk[1] < at and normalise(tokens[chunk[1]].text) in CONNECTING
    return verb if active and joined else None


def _labelled_ahead(tokens: Sequence[Token], last: int, at: int) -> Range | None:
    """Return the run of labels nearest before the cue, short gaps between labels taken in."""
    end = last
    reach = 0
    while end > 0 and not kind(tokens[end - 1]):
        if tokens[end - 1].label[2:] in ("CUE", "SAID"):
            return None
        end -= 1
        reach += 1
        if reach > 14:
            return None
    if end == 0:
        return None
    if kind(tokens[end - 1]) == "PRON":
        return end - 1, end
    first = end - 1
    i = first - 1
    gap = 0
    while i >= 0 and gap <= 3:
        label = kind(tokens[i])
        if label == "PRON" or tokens[i].label[2:] in ("CUE", "SAID") or spaced_dash(tokens, i):
            break
        if tokens[i].text == ")" and not label:
            opening = bracket_start(tokens, i)
            if opening is not None:
                i = opening - 1
                continue
        if normalise(tokens[i].text) in RELATIVES or tokens[i].text == ",":
            gap -= 1
        if label:
            first = i
            gap = 0
        else:
            title = tokens[i].text == "." and i > 0 and kind(tokens[i - 1])
            if tokens[i].text in CLAUSE_ENDS and not title:
                break
            gap += 1
        i -= 1
    # the subject may reach from its labelled end to the cue: `Pria yang akrab disapa Edo ini`
    if (
        reach
        and last - end <= 2
        and all(normalise(t.text) in DEMONSTRATIVES for t in tokens[end:last])
    ):
        end = last
    return first, end


def _inside_institution(tokens: Sequence[Token], at: int) -> bool:
    """Tell `dan` between capitals that an institution begins: `Dinas Perindustrian | dan | …`."""
    if at + 1 >= len(tokens) or not capital(tokens[at + 1]):
        return False
    i = at - 1
    while i >= 0 and capital(tokens[i]) and not named(tokens[i]):
        if normalise(tokens[i].text) in ORG_HEADS:
            return True
        i -= 1
    return False


def _chunk_ahead(tokens: Sequence[Token], last: int) -> Range | None:
    """Read the phrase from parts of speech alone."""
    i = last - 1
    if tokens[i].text in COMMAS:
        # Andi, ketua RT 05, mengatakan: step over the apposition
        start = i - 1
        while start >= 0 and tokens[start].text not in COMMAS and i - start < LONGEST_APPOSITION:
            start -= 1
        if start > 0 and named(tokens[start - 1]):
            first = start
            while first > 0 and (named(tokens[first - 1]) or capital(tokens[first - 1])):
                first -= 1
            return first, i
        if 0 < start < i - 1 and normalise(tokens[start + 1].text) in INSERTED:
            i = start
        i -= 1
        last = i + 1
    first = last
    while i >= 0 and last - i <= LONGEST_SUBJECT:
        token = tokens[i]
        form = normalise(token.text)
        if token.upos == "PUNCT" and token.text not in ("-", "/", "(", ")", ".", "&"):
            break
        if spaced_dash(tokens, i):
            break
        if (
            token.text == "."
            and form not in RANKS
            and not (i > 0 and normalise(tokens[i - 1].text) in RANKS)
        ):
            break
        if form in CONJUNCTIONS and not capital(tokens[last - 1]):
            break
        if token.upos in ("VERB", "AUX", "SCONJ") and not capital(token):
            break
        if form in BREAKS and not (form == "dan" and _inside_institution(tokens, i)):
            break
        first = i
        i -= 1
    # Amerika Serikat | pada Rabu (17/1) memperingatkan
    for j in range(first + 1, last):
        if normalise(tokens[j].text) in OCCASIONS:
            last = j
            break
    while first < last and (
        tokens[first].upos in ("ADP", "CCONJ", "SCONJ", "PUNCT", "ADV")
        or normalise(tokens[first].text) in CONJUNCTIONS | BREAKS
    ):
        first += 1
    return (first, last) if last > first else None
