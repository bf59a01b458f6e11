"""Running text from treebank sentences, clean or as scrapers deliver it, labelled for Stanza.

The dirty form reproduces what publishing does to Indonesian news: sentences glued together
(``ujar Andi.Lebih lanjut``), paragraphs flattened, spaces before punctuation, curly or same-sided
marks, ranks and titles with full stops (``Kombes Pol. Andi``, ``Andi, S.H., M.H.``), lower case
throughout.

The dirty *test* is this module over the UD test files with seed 20240117; its shares were fixed
before any tokenizer was tuned.
"""

import random
from dataclasses import dataclass, replace

from training.treebanks import Sentence, Token, Word

INSIDE, TOKEN_END, SENTENCE_END, MWT_END, MWT_SENTENCE_END = "01234"
TEST_SEED = 20240117
FRONT_TITLES = (
    ("Kombes", "Pol."), ("Brigjen", "Pol."), ("Irjen", "Pol"), ("AKBP",), ("dr.",), ("Dr.",),
    ("Prof.",), ("Prof.", "Dr."), ("H.",), ("Hj.",), ("KH.",), ("Ir.",), ("Drs.",), ("Drs.", "H."),
    ("Brigjen", "TNI"), ("Letkol", "Inf."), ("Mayjen", "TNI"), ("drg.",), ("M.",), ("Muh.",),
    ("R.",), ("Tb.",),
)  # fmt: skip
BACK_TITLES = (
    "S.H.",
    "S.E.",
    "M.Si.",
    "S.Pd.",
    "M.H.",
    "SH",
    "MH",
    "S.Sos",
    "M.M.",
    "Ph.D.",
    "Sp.PD",
    "M.Pd",
)
MARKS = (("“", "”"), ("”", "”"), ('"', '"'), ("'", "'"), ("‘", "’"), ("“", '"'))
ATTRIBUTIONS = (
    "kata",
    "ujar",
    "ucap",
    "tutur",
    "jelas",
    "ungkap",
    "imbuh",
    "tegas",
    "tambah",
    "lanjut",
    "papar",
)


@dataclass(frozen=True)
class Damage:
    """Shares of paragraphs (or joints, or sentences) that each kind of damage befalls."""

    glued: float = 0.0
    newline: float = 0.0
    loose: float = 0.0
    lowered: float = 0.0
    remarked: float = 0.0
    titled: float = 0.0
    attributed: float = 0.0
    unstopped: float = 0.0


CLEAN = Damage()
TRAINING = Damage(
    glued=0.15,
    newline=0.1,
    loose=0.08,
    lowered=0.07,
    remarked=0.5,
    titled=0.12,
    attributed=0.08,
    unstopped=0.08,
)
TEST = Damage(
    glued=0.25,
    newline=0.05,
    loose=0.15,
    lowered=0.1,
    remarked=0.5,
    titled=0.15,
    attributed=0.05,
    unstopped=0.02,
)


def paragraphs(
    sentences: list[Sentence], damage: Damage, seed: int, longest: int = 7
) -> tuple[list[str], list[str], list[Sentence]]:
    """Group sentences into paragraphs of 1 to ``longest`` and damage them.

    Returns:
        The texts, one a paragraph; the label strings, as long as their texts; and the sentences as
        they stand in the texts.
    """
    chance = random.Random(seed)
    texts, labels, written = [], [], []
    at = 0
    while at < len(sentences):
        group = sentences[at : at + chance.randint(1, longest)]
        at += len(group)
        text, label, group = paragraph(group, damage, chance)
        texts.append(text)
        labels.append(label)
        written.extend(group)
    return texts, labels, written


def paragraph(
    group: list[Sentence], damage: Damage, chance: random.Random
) -> tuple[str, str, list[Sentence]]:
    """Write one paragraph of text with its character labels."""
    group = [change_words(sentence, damage, chance) for sentence in group]
    if chance.random() < damage.remarked:
        marks = chance.choice(MARKS)
        group = [remark(sentence, marks) for sentence in group]
    if chance.random() < damage.lowered:
        group = [lower(sentence) for sentence in group]
    if chance.random() < damage.loose:
        group = [tuple(replace(t, space_after=True) for t in sentence) for sentence in group]
    text, label = "", ""
    for number, sentence in enumerate(group):
        for place, token in enumerate(sentence):
            last = place == len(sentence) - 1
            split = len(token.words) > 1
            end = (
                (MWT_SENTENCE_END if split else SENTENCE_END)
                if last
                else (MWT_END if split else TOKEN_END)
            )
            text += token.text
            label += INSIDE * (len(token.text) - 1) + end
            gap = "" if last or not token.space_after else " "
            if last and number < len(group) - 1:
                gap = joint(sentence, group[number + 1], damage, chance)
            text += gap
            label += INSIDE * len(gap)
    return text, label, group


def joint(before: Sentence, after: Sentence, damage: Damage, chance: random.Random) -> str:
    """Return what stands between two sentences: a space, a line break, or nothing."""
    stopped = before[-1].text[-1] in '.!?”"’'
    capital = after[0].text[0].isupper() or after[0].text[0] in '“"”'
    if stopped and capital and chance.random() < damage.glued:
        return ""
    return "\n" if chance.random() < damage.newline else " "


def change_words(sentence: Sentence, damage: Damage, chance: random.Random) -> Sentence:
    """Add titles to a name, an attribution to the end, or take the final stop away."""
    tokens = list(sentence)
    if chance.random() < damage.titled:
        names = [
            i for i, t in enumerate(tokens)
            if t.words[0].upos == "PROPN" and t.text[:1].isupper() and t.text.isalpha()
        ]  # fmt: skip
        if names:
            i = chance.choice(names)
            if chance.random() < 0.7:
                tokens[i:i] = [plain(t) for t in chance.choice(FRONT_TITLES)]
            else:
                spaced = tokens[i].space_after
                tokens[i] = replace(tokens[i], space_after=False)
                tail = [plain(","), plain(chance.choice(BACK_TITLES))]
                tail[-1] = replace(tail[-1], space_after=spaced)
                tokens[i + 1 : i + 1] = tail
    if tokens[-1].text == "." and len(tokens) > 3:
        if chance.random() < damage.attributed:
            stop = tokens.pop()
            root = chance.choice(ATTRIBUTIONS)
            tokens[-1] = replace(tokens[-1], space_after=False)
            tokens.append(plain(","))
            if chance.random() < 0.4:
                tokens[-1] = replace(tokens[-1], space_after=False)
                tokens.append(plain('"'))
                tokens.insert(0, replace(plain('"'), space_after=False))
            tokens.append(Token(root + "nya", (Word(root), Word("nya")), False))
            tokens.append(stop)
        elif chance.random() < damage.unstopped:
            tokens.pop()
    return tuple(tokens)


def plain(text: str) -> Token:
    """Return a token that is one word."""
    return Token(text, (Word(text),))


def remark(sentence: Sentence, marks: tuple[str, str]) -> Sentence:
    """Replace straight double marks by another pair, in turn."""
    turn = 0
    tokens = []
    for token in sentence:
        if token.text == '"':
            token = replace(token, text=marks[turn % 2], words=(Word(marks[turn % 2]),))
            turn += 1
        tokens.append(token)
    return tuple(tokens)


def lower(sentence: Sentence) -> Sentence:
    """Lower-case a sentence."""
    return tuple(
        replace(
            t, text=t.text.lower(), words=tuple(replace(w, form=w.form.lower()) for w in t.words)
        )
        for t in sentence
    )
