"""What a network makes of a word by its form alone, computed once a form.

Its word vector and what its character LSTM reads depend on nothing around it, and running text
repeats its forms: the character LSTMs are most of a stock tagger's time.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import torch
from stanza.models.common.char_model import CharacterModel
from stanza.models.common.vocab import UNK_ID, BaseVocab
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from pipeline.annotation.recurrent import Batch

LIMIT = 40_000  # forms kept: some 30 MB a network
TOGETHER = 2_000  # forms read at once

T = TypeVar("T")


class Sentences:
    """Sentences of words as the networks take them: each form once, and which form each word has.

    Attributes:
        forms: the distinct forms.
        rows: the place in ``forms`` of each word, sentence after sentence.
        batch: how long the sentences are.
    """

    def __init__(self, sentences: Sequence[Sequence[str]]) -> None:
        """Count forms and lengths."""
        places: dict[str, int] = {}
        rows = [places.setdefault(word, len(places)) for words in sentences for word in words]
        self._lengths = [len(words) for words in sentences]
        self.forms = list(places)
        self.rows = torch.tensor(rows, dtype=torch.int64)
        self.batch = Batch(self._lengths)

    def split(self, found: Sequence[T]) -> Iterator[Sequence[T]]:
        """Yield what was found for the words, sentence by sentence."""
        at = 0
        for length in self._lengths:
            yield found[at : at + length]
            at += length


class Forms:
    """A table of vectors, one a word form, that forgets everything when it is full."""

    def __init__(self, read: Callable[[Sequence[str]], Tensor], limit: int = LIMIT) -> None:
        """Start empty.

        Args:
            read: gives forms their vectors (forms x size).
            limit: how many forms are kept at most, those of one call aside.
        """
        self._read = read
        self._limit = limit
        self._rows: dict[str, int] = {}
        self._vectors = torch.empty(0)

    def look_up(self, forms: Sequence[str]) -> Tensor:
        """Return the vectors of distinct forms (forms x size)."""
        if len(self._rows) > self._limit:
            self._rows, self._vectors = {}, torch.empty(0)
        # forms of a length together: none waits for a longer one
        new = sorted((form for form in forms if form not in self._rows), key=len)
        if new:
            parts = [new[at : at + TOGETHER] for at in range(0, len(new), TOGETHER)]
            known = [self._vectors] if self._rows else []
            self._vectors = torch.cat([*known, *map(self._read, parts)])
            self._rows.update((form, n) for n, form in enumerate(new, len(self._rows)))
        rows = torch.tensor([self._rows[form] for form in forms], dtype=torch.int64)
        return self._vectors.index_select(0, rows)


def characters(model: CharacterModel, vocabulary: BaseVocab) -> Callable[[Sequence[str]], Tensor]:
    """Return what reads forms with one of Stanza's character LSTMs (forms x its size)."""
    known = {unit: vocabulary.unit2id(unit) for unit in vocabulary._unit2id}

    def read(forms: Sequence[str]) -> Tensor:
        order = sorted(range(len(forms)), key=lambda i: -len(forms[i]))
        units = [torch.tensor([known.get(c, UNK_ID) for c in forms[i]]) for i in order]
        lengths = [len(of) for of in units]
        padded = pad_sequence(units, batch_first=True)
        return model(padded, None, order, [len(forms)], lengths).data  # type: ignore[no-any-return]

    return read


def numbers(vocabulary: BaseVocab, forms: Sequence[str]) -> Tensor:
    """Return the places of forms in a vocabulary of lower case."""
    return torch.tensor(vocabulary.map([form.lower() for form in forms]), dtype=torch.int64)
