"""Reading treebanks and tag files into one shape: sentences of surface tokens with their words.

Sources: UD CoNLL-U files (multiword tokens as ranges) and the kumparan POS file of the package
nlp-id (one ``word<TAB>tag`` a line, ``-nya`` as a word of its own, spacing lost).
"""

import gzip
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

# How the labels of GSD release 2.1 are read again for today's guidelines: the tag there (first)
# gives way where a tagger taught by today's treebanks reads one of the others. Everything that is
# not in this table stays as release 2.1 has it.
REREAD = {
    "ADV": {"AUX", "PART", "SCONJ", "CCONJ", "ADP", "PRON", "DET"},  # akan, telah, belum, yaitu
    "ADP": {"SCONJ", "NOUN", "ADV"},  # untuk + verb, sebesar, sekitar
    "SCONJ": {"CCONJ", "ADP", "ADV", "NOUN"},  # namun, tetapi, yaitu
    "CCONJ": {"SCONJ", "ADV"},  # karena
    "DET": {"NUM", "ADJ", "PRON", "NOUN"},  # satu, salah satu, itu, sebagian
    "NUM": {"ADJ", "ADP"},  # pertama, ke-
    "NOUN": {"PRON"},  # apa, diri, siapa
    "ADJ": {"DET", "ADV"},  # sendiri, sebelumnya
    "SYM": {"PUNCT", "NOUN", "CCONJ"},  # /, km
    "PART": {"ADV"},
}
CLITIC = "nya"

NO_SPACE_BEFORE = frozenset(",.!?;:)]}%”’…")
NO_SPACE_AFTER = frozenset("([{“‘")


@dataclass(frozen=True)
class Word:
    """One syntactic word: its form and universal part of speech (empty where none is given)."""

    form: str
    upos: str = ""


@dataclass(frozen=True)
class Token:
    """One surface token, the words it stands for, and whether white space follows it."""

    text: str
    words: tuple[Word, ...]
    space_after: bool = True


Sentence = tuple[Token, ...]


def read_conllu(path: Path) -> list[Sentence]:
    """Read a CoNLL-U file: sentences in file order, empty nodes left out."""
    sentences: list[Sentence] = []
    tokens: list[Token] = []
    open_range: tuple[int, str, bool] | None = None
    words: list[Word] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line.strip():
            if tokens:
                sentences.append(tuple(tokens))
            tokens = []
            continue
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        space_after = "SpaceAfter=No" not in cells[9]
        if "." in cells[0]:
            continue
        if "-" in cells[0]:
            open_range = (int(cells[0].split("-")[1]), cells[1], space_after)
            continue
        words.append(Word(cells[1], cells[3]))
        if open_range is None:
            tokens.append(Token(cells[1], tuple(words), space_after))
            words = []
        elif int(cells[0]) == open_range[0]:
            tokens.append(Token(open_range[1], tuple(words), open_range[2]))
            words, open_range = [], None
    return sentences


def split_clitics(sentences: list[Sentence], known: list[Sentence]) -> list[Sentence]:
    """Split ``-nya`` off, as ``known`` sentences do it: release 2.1 of GSD leaves it unsplit.

    A form that ``known`` has is split where it is there, mostly; another where what is left without
    it is a word of ``known``.
    """
    forms: set[str] = set()
    split: Counter[str] = Counter()
    for token in (t for s in known for t in s):
        form = token.text.lower()
        forms.add(form)
        split[form] += 1 if len(token.words) > 1 else -1

    def parts(token: Token) -> Token:
        form = token.text.lower()
        host = form.removesuffix(CLITIC)
        if len(token.words) > 1 or host == form or not host:
            return token
        if split[form] < 0 or (split[form] == 0 and host not in forms):
            return token
        at = len(token.text) - len(CLITIC)
        words = (Word(token.text[:at], token.words[0].upos), Word(token.text[at:], "PRON"))
        return Token(token.text, words, token.space_after)

    return [tuple(parts(t) for t in s) for s in sentences]


def reread(sentences: list[Sentence], readings: list[str]) -> list[Sentence]:
    """Replace tags of release 2.1 as ``REREAD`` says.

    Args:
        sentences: with the tags of release 2.1.
        readings: a tagger's reading of every word, in order.
    """
    reading = iter(readings)

    def again(word: Word) -> Word:
        new = next(reading)
        clitic = word.form.lower() == CLITIC and new in {"PRON", "DET"}
        return Word(word.form, new) if clitic or new in REREAD.get(word.upos, ()) else word

    return [
        tuple(Token(t.text, tuple(again(w) for w in t.words), t.space_after) for t in s)
        for s in sentences
    ]


def read_kumparan(path: Path) -> list[Sentence]:
    """Read the kumparan POS file, joining ``-nya`` to its host and guessing the spacing back."""
    sentences: list[Sentence] = []
    forms: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            form = line.rstrip("\n").split("\t")[0].strip()
            if form:
                forms.append(form)
            elif forms:
                sentences.append(respace(forms))
                forms = []
    return sentences


def respace(forms: list[str]) -> Sentence:
    """Guess tokens and spaces of a sentence known only by its words."""
    tokens: list[Token] = []
    quote_open = False
    for form in forms:
        if (
            form.lower() == "nya"
            and tokens
            and tokens[-1].text.isalpha()
            and len(tokens[-1].words) == 1
        ):
            host = tokens[-1].text
            tokens[-1] = Token(host + form, (Word(host), Word(form)))
            continue
        closes = form[0] in NO_SPACE_BEFORE or (form == '"' and quote_open)
        opens = form[0] in NO_SPACE_AFTER or (form == '"' and not quote_open)
        if form == '"':
            quote_open = not quote_open
        if closes and tokens:
            tokens[-1] = Token(tokens[-1].text, tokens[-1].words, False)
        tokens.append(Token(form, (Word(form),), not opens))
    return tuple(tokens)
