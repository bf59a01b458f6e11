"""Parts of speech: Stanza's tagger over many sentences at once."""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from stanza.models.common.doc import ID, TEXT, Document
from torch import Tensor

from pipeline.annotation.forms import Forms, Sentences, characters, numbers
from pipeline.annotation.recurrent import Layer


class Tagger:
    """A trained tagger without contextual embeddings, read for UPOS alone."""

    def __init__(self, processor: Any) -> None:
        """Take over a tagger.

        Args:
            processor: Stanza's, loaded; ``tagger`` says which can be taken over.
        """
        model, self._vocabulary = processor.trainer.model.eval(), processor.vocab
        spelt = characters(model.charmodel, self._vocabulary["char"])
        vectors = processor.pretrain.vocab
        start = (model.taggerlstm_h_init, model.taggerlstm_c_init)
        stack = model.taggerlstm
        self._layers = [
            Layer(lstm.lstm, 0, tuple(state[2 * i : 2 * i + 2] for state in start))
            for i, lstm in enumerate(stack.lstm)
        ]
        self._highways = list(zip(stack.gate, stack.highway, strict=True))
        self._hidden, self._classifier = model.upos_hid, model.upos_clf

        def read(forms: Sequence[str]) -> Tensor:
            meaning = model.trans_pretrained(model.pretrained_emb(numbers(vectors, forms)))
            return torch.cat([meaning, model.trans_char(spelt(forms))], dim=1)

        self._forms = Forms(read)

    def tag(self, sentences: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
        """Yield the tags of every sentence of words."""
        given = Sentences(sentences)
        if not given.forms:
            return
        inputs, rows = self._forms.look_up(given.forms), given.rows
        for layer, (gate, highway) in zip(self._layers, self._highways, strict=True):
            carried = torch.sigmoid(gate(inputs)) * torch.tanh(highway(inputs))
            states = layer.run(inputs, rows, given.batch)
            inputs = states.add_(carried.index_select(0, rows))
            rows = torch.arange(len(inputs))
        scores = self._classifier(torch.relu(self._hidden(inputs)))
        tags = self._vocabulary["upos"].unmap(scores.argmax(dim=1).tolist())
        yield from given.split(tags)


class StockTagger:
    """Any tagger of Stanza's, run by Stanza itself: the official models read character models."""

    def __init__(self, processor: Any) -> None:
        """Keep Stanza's processor."""
        self._processor = processor

    def tag(self, sentences: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
        """Yield the tags of every sentence of words."""
        numbered = [[{ID: (n,), TEXT: w} for n, w in enumerate(words, 1)] for words in sentences]
        document = Document(numbered)
        self._processor.process(document)
        for sentence in document.sentences:
            yield [word.upos or "X" for word in sentence.words]


def tagger(processor: Any) -> Tagger | StockTagger:
    """Return the fastest way to run Stanza's tagging processor that gives its own results."""
    options = processor.config
    plain = options["pretrain"] and options["char"] and not options["word_emb_dim"]
    own = plain and not options.get("charlm") and not options.get("bert_model")
    return Tagger(processor) if own else StockTagger(processor)
