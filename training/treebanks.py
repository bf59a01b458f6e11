"""Reading treebanks and tag files into one shape: sentences of surface tokens with their words.

Sources: UD CoNLL-U files (multiword tokens as ranges) and the kumparan POS file of the package
nlp-id (one ``word<TAB>tag`` a line, ``-nya`` as a word of its own, spacing lost).
"""

import gzip
from dataclasses import dataclass
from pathlib import Path

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
