"""Names and mentions: Stanza's NER taggers over many sentences at once."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import torch
from stanza.models.common.pretrain import Pretrain
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.ner.model import NERTagger
from stanza.models.ner.trainer import fix_singleton_tags
from stanza.models.ner.vocab import MultiVocab
from torch import Tensor

from pipeline.annotation.forms import Forms, Sentences, characters, numbers
from pipeline.annotation.recurrent import Batch, Layer

OUTSIDE = "O"


class Labeller:
    """A network that labels every token: one of Stanza's NER taggers."""

    def __init__(self, path: Path, vectors: Pretrain) -> None:
        """Load the network.

        Args:
            path: a checkpoint of Stanza's NER tagger without its word vocabulary.
            vectors: the word vectors it was trained with.
        """
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
        options, vocabulary = checkpoint["config"], MultiVocab.load_state_dict(checkpoint["vocab"])
        vocabulary["word"] = vectors.vocab
        model = NERTagger(options, vocabulary, emb_matrix=vectors.emb)
        # strict would ask for the vectors, which lie in a file of their own
        model.load_state_dict(checkpoint["model"], strict=False)
        model.eval()
        # of a network that learnt several kinds of labels at once, the kind it is here for
        column = options.get("predict_tagset") or 0
        self._tags: list[str] = vocabulary["tag"].items(column)
        self._between = model.crits[column]._transitions.detach()
        self._classifiers = list(model.tag_clfs[: column + 1])
        self._connected = bool(options.get("connect_output_layers"))
        start = (model.taggerlstm_h_init, model.taggerlstm_c_init)
        self._layer = Layer(model.taggerlstm.lstm, 0, start)
        spelt = characters(model.charmodel, vocabulary["char"])

        def read(forms: Sequence[str]) -> Tensor:
            meaning = model.word_emb(numbers(vectors.vocab, forms))
            both = torch.cat([meaning, spelt(forms)], dim=1)
            return model.input_transform(both)  # type: ignore[no-any-return]

        self._forms = Forms(read)

    def label(self, sentences: Sentences) -> Iterator[Sequence[str]]:
        """Yield the labels of every sentence of tokens, a BIOES tag each."""
        if not sentences.forms:
            return
        inputs = self._forms.look_up(sentences.forms)
        states = self._layer.run(inputs, sentences.rows, sentences.batch)
        scores = self._classifiers[0](states)
        for classifier in self._classifiers[1:]:
            seen = torch.cat([states, scores], dim=1) if self._connected else states
            scores = classifier(seen)
        best = best_paths(scores, self._between, sentences.batch)
        # a tag before "O" is padding, which a network can still prefer
        tags = [self._tags[tag] for tag in best.clamp_(min=VOCAB_PREFIX_SIZE).tolist()]
        for labels in sentences.split(tags):
            unlabelled = labels.count(OUTSIDE) == len(labels)
            yield labels if unlabelled else fix_singleton_tags(labels)


def best_paths(scores: Tensor, between: Tensor, batch: Batch) -> Tensor:
    """Return the tags that score best together, by Viterbi's algorithm over all sequences at once.

    Args:
        scores: of each tag for each element (elements x tags).
        between: of each tag after each other tag (tags before x tags after).
        batch: the sequences of the elements.
    """
    steps = list(torch.split(scores.index_select(0, batch.forward), batch.steps))
    for before, now in pairwise(steps):
        # in place: a step's scores become those of the best path that ends there
        now += (before[: len(now), :, None] + between).amax(dim=1)
    best: list[Tensor] = [torch.empty(0, dtype=torch.int64)] * len(steps)
    after = best[0]
    for n in range(len(steps) - 1, -1, -1):
        goes_on = steps[n][: len(after)] + between.t()[after]
        after = torch.cat([goes_on, steps[n][len(after) :]]).argmax(dim=1)
        best[n] = after
    found = torch.empty(batch.elements, dtype=torch.int64)
    found[batch.forward] = torch.cat(best)
    return found
