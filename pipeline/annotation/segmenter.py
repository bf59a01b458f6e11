"""Tokens and sentence ends: Stanza's tokenizer over many paragraphs at once, and its expander.

A paragraph is read in one pass, a long one in windows; the expander is asked once for each form
that it is to split.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import regex
import torch
from numpy.typing import NDArray
from stanza.models.common.doc import ID, MISC, TEXT, Document
from stanza.models.tokenization import utils as tokenization
from stanza.models.tokenization.data import PER_CHAR_FEAT_FUNCS, WHITESPACE_RE
from torch import Tensor

from pipeline.annotation.recurrent import Batch, Layer
from pipeline.errors import ModelError

# Somewhat more than the network was trained on; Stanza's own window of 1,000 takes more steps.
WINDOW, OVERLAP = 400, 60
CHARACTERS_TOGETHER = 64_000
FIRST, LAST = "start_of_para", "end_of_para"
PLACES = 4  # a character in the middle, at the start, at the end of a paragraph, or both
# what an address that stays in one piece holds at least one of
ADDRESSES = ("@", "http", "www.", ".gov", ".org", ".edu", ".net", ".co")
ODD_SPACE = regex.compile(r"[^\S ]|[\u0080-\u009f]")
EXPANSIONS = 20_000  # forms kept
ENDS_SENTENCE, EXPANDS = (2, 4), (3, 4)  # labels of the last character of a token


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, beside each other.

    Attributes:
        texts: what they hold.
        starts: their first characters in the text.
        ends: the characters behind their last.
        last: which of them end a sentence as the network sees it.
        words: of those that hold several words, these.
    """

    texts: list[str]
    starts: list[int]
    ends: list[int]
    last: set[int]
    words: dict[int, tuple[str, ...]]

    def spaced(self) -> list[bool]:
        """Tell of each token whether white space follows it, or nothing."""
        return [end < start for end, start in zip(self.ends, self.starts[1:], strict=False)] + [
            True
        ]


class Segmenter:
    """A trained tokenizer and what expands its multiword tokens."""

    def __init__(self, tokenizer: Any, expander: Any) -> None:
        """Take over a tokenizer.

        Args:
            tokenizer: Stanza's processor of it, loaded.
            expander: Stanza's processor that splits what the tokenizer marks; used as it is.

        Raises:
            ModelError: where the tokenizer is of a build that no Indonesian model of Stanza has.
        """
        model, self._vocabulary = tokenizer.trainer.model.eval(), tokenizer.vocab
        options = model.args
        unknown = set(options["feat_funcs"]) - {*PER_CHAR_FEAT_FUNCS, FIRST, LAST}
        if options["conv_res"] or options["use_dictionary"] or model.charmodel or unknown:
            raise ModelError(
                "this tokenizer needs more than its characters, which kutipan does not give it",
                hint="leave --models away to use the bundled models",
            )
        self._features = options["feat_funcs"]
        self._embeddings = model.embeddings
        self._layers = [Layer(model.rnn, n) for n in range(options["rnn_layers"])]
        kinds = ["tok", "sent", *(["mwt"] if options["use_mwt"] else [])]
        self._first = [getattr(model, f"{kind}_clf") for kind in kinds]
        self._second = Layer(model.rnn2) if options["hierarchical"] else None
        self._then = [getattr(model, f"{kind}_clf2") for kind in kinds] if self._second else []
        self._heat = options["hier_invtemp"]
        self._expander = expander
        self._words: dict[str, tuple[str, ...]] = {}

    def segment(self, texts: Sequence[str]) -> list[Tokens]:
        """Cut texts without outer white space into tokens."""
        read = [_characters(text) for text in texts]
        labels = self._labels([characters for characters, _ in read])
        found = [
            _tokens(text, places, label)
            for text, (_, places), label in zip(texts, read, labels, strict=True)
        ]
        self._expand({tokens.texts[i] for tokens, marked in found for i in marked})
        for tokens, marked in found:
            for i in marked:
                words = self._words[tokens.texts[i]]
                if len(words) > 1:
                    tokens.words[i] = words
        return [tokens for tokens, _ in found]

    def _expand(self, forms: Iterable[str]) -> None:
        """Ask the expander for what it was not asked before."""
        if len(self._words) > EXPANSIONS:
            self._words = {form: self._words[form] for form in forms if form in self._words}
        new = sorted(form for form in forms if form not in self._words)
        if new:
            marked = [{ID: (n,), TEXT: form, MISC: "MWT=Yes"} for n, form in enumerate(new, 1)]
            (sentence,) = self._expander.process(Document([marked])).sentences
            for form, token in zip(new, sentence.tokens, strict=True):
                self._words[form] = tuple(word.text for word in token.words)

    def _labels(self, texts: Sequence[NDArray[np.uint32]]) -> list[NDArray[np.int64]]:
        """Return the label of every character."""
        found = [np.zeros(len(text), dtype=np.int64) for text in texts]
        for windows in _batches(texts):
            labels = self._read([texts[w.text][w.start : w.end] for w in windows], windows)
            for window, label in zip(windows, labels, strict=True):
                first, last = window.first, window.last
                own = label[first - window.start : last - window.start]
                found[window.text][first:last] = own
        return found

    def _read(
        self, texts: Sequence[NDArray[np.uint32]], windows: Sequence["Window"]
    ) -> list[NDArray[np.int64]]:
        """Run the network over stretches of text: the most likely label of each character."""
        points, which = np.unique(np.concatenate(texts), return_inverse=True)
        batch = Batch([len(text) for text in texts])
        ends = np.cumsum([len(text) for text in texts])
        place = np.zeros(batch.elements, dtype=np.int64)
        place[ends[[w.closes for w in windows]] - 1] += 2
        place[(ends - [len(text) for text in texts])[[w.opens for w in windows]]] += 1
        inputs, rows = self._inputs(points), torch.from_numpy(which * PLACES + place)
        for layer in self._layers:
            states = layer.run(inputs, rows, batch)
            inputs, rows = states, torch.arange(batch.elements)
        scores = torch.cat([classify(states) for classify in self._first], dim=1)
        if self._second is not None:
            # what ends no token tells less
            weighed = states * torch.sigmoid(scores[:, :1] * self._heat) if self._heat else states
            states = self._second.run(weighed, rows, batch)
            scores += torch.cat([classify(states) for classify in self._then], dim=1)
        return np.split(_best(scores).numpy(), ends[:-1])

    def _inputs(self, points: NDArray[np.uint32]) -> Tensor:
        """Return what the network sees of each code point in each of ``PLACES``."""
        units = [chr(point) for point in points]
        known = torch.tensor(self._vocabulary.map(units))
        values = torch.zeros(len(units), PLACES, len(self._features))
        for n, name in enumerate(self._features):
            if name == FIRST:
                values[:, 1::2, n] = 1
            elif name == LAST:
                values[:, 2:, n] = 1
            else:
                of = PER_CHAR_FEAT_FUNCS[name]
                values[:, :, n] = torch.tensor([[float(of(unit))] for unit in units])
        embedded = self._embeddings(known)[:, None].expand(-1, PLACES, -1)
        return torch.cat([embedded, values], dim=2).flatten(0, 1)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text that is read in one go.

    Attributes:
        text: which text.
        start: its first character.
        end: the character behind its last.
        first: the first character that is labelled by this window and no other.
        last: the character behind the last of those.
        opens: whether the text starts here.
        closes: whether it ends here.
    """

    text: int
    start: int
    end: int
    first: int
    last: int
    opens: bool
    closes: bool


def _batches(texts: Sequence[NDArray[np.uint32]]) -> Iterator[list[Window]]:
    """Yield windows over texts, those of about a length together."""
    windows: list[Window] = []
    for number, text in enumerate(texts):
        size = len(text)
        step = WINDOW - 2 * OVERLAP if size > WINDOW else max(size, 1)
        for first in range(0, size, step):
            start, last = max(first - OVERLAP, 0), min(first + step, size)
            end = min(last + OVERLAP, size)
            windows.append(Window(number, start, end, first, last, start == 0, end == size))
    windows.sort(key=lambda w: w.start - w.end)
    together: list[Window] = []
    characters = 0
    for window in windows:
        if together and characters + window.end - window.start > CHARACTERS_TOGETHER:
            yield together
            together, characters = [], 0
        together.append(window)
        characters += window.end - window.start
    if together:
        yield together


def _characters(text: str) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Return what the network reads of a text, white space as single spaces, and where it lies."""
    plain = _plain(text)
    points = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    space = points == ord(" ")
    # the first of several spaces stays
    places = np.flatnonzero(~np.concatenate([[False], space[1:] & space[:-1]]))
    return points[places], places


def _plain(text: str) -> str:
    """Return a text with every white space as Stanza sees it."""
    return WHITESPACE_RE.sub(" ", text) if ODD_SPACE.search(text) else text


def _best(scores: Tensor) -> Tensor:
    """Return the most likely label of each character: 0 inside a token, or how one ends.

    Args:
        scores: that a token, a sentence and (where the network knows them) a multiword token ends.
    """
    yes, no = torch.nn.functional.logsigmoid(scores), torch.nn.functional.logsigmoid(-scores)
    token, sentence = yes[:, 0], yes[:, 1]
    ends = [token + no[:, 1], token + sentence]
    if scores.shape[1] > 2:
        ends = [end + multi[:, 2] for multi in (no, yes) for end in ends]
    return torch.stack([no[:, 0], *ends]).argmax(dim=0)


def _tokens(
    text: str, places: NDArray[np.int64], labels: NDArray[np.int64]
) -> tuple[Tokens, list[int]]:
    """Read tokens off the labels; and which of them are marked to hold several words."""
    if any(sign in text for sign in ADDRESSES):
        _keep_addresses(text, places, labels)
    labels[-1] = 4 if labels[-1] in EXPANDS else 2
    tokens = Tokens([], [], [], set(), {})
    marked: list[int] = []
    ends = np.flatnonzero(labels)
    firsts = places[np.concatenate([[0], ends[:-1] + 1])]
    for first, end, label in zip(
        firsts.tolist(), (places[ends] + 1).tolist(), labels[ends].tolist(), strict=True
    ):
        piece = text[first:end]
        form = piece.strip()
        if not form:
            continue
        begin = first + len(piece) - len(piece.lstrip())
        if label in ENDS_SENTENCE:
            tokens.last.add(len(tokens.texts))
        if label in EXPANDS:
            marked.append(len(tokens.texts))
        tokens.texts.append(form)
        tokens.starts.append(begin)
        tokens.ends.append(begin + len(form))
    return tokens, marked


def _keep_addresses(text: str, places: NDArray[np.int64], labels: NDArray[np.int64]) -> None:
    """Let addresses of mail and pages be one token each, as Stanza does."""
    plain = _plain(text)
    where = {place: i for i, place in enumerate(places.tolist())}
    for match in tokenization.MASK_RE.finditer(plain):
        first, last = where[match.start()], where[match.end() - 1]
        labels[first:last] = 0
        labels[last] = labels[last] or 1
