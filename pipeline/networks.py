"""Stanza's networks as stored and loaded here: weights in half precision, vocabularies once.

Beside ``pipeline.stages.annotate`` the only module that imports stanza or torch.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import stanza
import torch
from stanza.models.common import utils
from stanza.models.common.crf import viterbi_decode
from stanza.models.common.doc import TEXT, Document
from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.ner.data import DataLoader
from stanza.models.ner.model import NERTagger
from stanza.models.ner.trainer import fix_singleton_tags, unpack_batch
from stanza.models.ner.vocab import MultiVocab

from pipeline.catalog import BUNDLED

SENTENCES_PER_BATCH = 32
WORDS_PER_BATCH = 1500


class Vectors(Pretrain):  # type: ignore[misc]
    """Word vectors stored as float16, their words as one string: both are read ten times as fast.

    Files written by Stanza itself are read as well.
    """

    def load(self) -> None:
        """Read the file into ``vocab`` and ``emb`` (words x dimensions, float32)."""
        data = torch.load(self.filename, map_location="cpu", weights_only=True)
        if "words" in data:
            self._vocab = PretrainedWordVocab(data["words"].split("\n"), lower=False)
        else:
            self._vocab = PretrainedWordVocab.load_state_dict(data["vocab"])
        self._emb = torch.as_tensor(data["emb"]).float()


class Labeller:
    """A network that labels every token: one of Stanza's NER taggers."""

    def __init__(self, path: Path, vectors: Pretrain) -> None:
        """Load the network.

        Args:
            path: a checkpoint of Stanza's NER tagger without its word vocabulary.
            vectors: the word vectors it was trained with.
        """
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
        self._args = checkpoint["config"]
        self._vocab = MultiVocab.load_state_dict(checkpoint["vocab"])
        self._vocab["word"] = vectors.vocab
        # of a network that learnt several kinds of labels at once, the kind it is here for
        self._column = self._args.get("predict_tagset") or 0
        self._network = NERTagger(self._args, self._vocab, emb_matrix=vectors.emb)
        # strict would ask for the vectors, which lie in a file of their own
        self._network.load_state_dict(checkpoint["model"], strict=False)
        self._network.eval()

    def label(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Label sentences of token texts: a BIOES tag a token."""
        order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i]))
        document = Document(
            [[{"id": (n,), TEXT: text} for n, text in enumerate(sentences[i], 1)] for i in order]
        )
        batches = DataLoader(
            document,
            SENTENCES_PER_BATCH,
            self._args,
            vocab=self._vocab,
            evaluation=True,
            preprocess_tags=False,
            max_batch_words=WORDS_PER_BATCH,
        )
        labelled = [tags for batch in batches for tags in self._decode(batch)]
        found: list[list[str]] = [[] for _ in sentences]
        for i, tags in zip(order, labelled, strict=True):
            found[i] = tags
        return found

    def _decode(self, batch: Any) -> list[list[str]]:
        inputs, original, word_order, char_order, lengths, word_lengths, char_lengths, offsets = (
            unpack_batch(batch, torch.device("cpu"))
        )
        words, word_chars, mask, chars, unknown = inputs
        with torch.inference_mode():
            _, columns, transitions = self._network(
                words, word_chars, mask, unknown, word_order, lengths, word_lengths, chars, offsets,
                char_lengths, char_order,
            )  # fmt: skip
        scores, between = columns[self._column].numpy(), transitions[self._column].detach().numpy()
        tags = self._vocab["tag"].items(self._column)
        found = []
        for i, length in enumerate(lengths):
            best = viterbi_decode(scores[i, :length], between)[0]
            # a tag before "O" is padding, which a network can still prefer
            found.append(fix_singleton_tags([tags[max(tag, VOCAB_PREFIX_SIZE)] for tag in best]))
        return utils.unsort(found, original)  # type: ignore[no-any-return]


def stock_pipeline(processors: Iterable[str], **options: object) -> stanza.Pipeline:
    """Load Stanza's own pipeline over weights on this disk.

    Args:
        processors: its steps; ``lemma``, for which there are no weights, gives every word back.
        options: the file of each model (``pos_model_path`` ...), and what else Stanza takes.
    """
    return stanza.Pipeline(
        "id",
        dir=str(BUNDLED),
        package=None,
        processors={name: "identity" if name == "lemma" else "news" for name in processors},
        resources_filepath=str(BUNDLED / "resources.json"),
        download_method=None,
        use_gpu=False,
        logging_level="ERROR",
        **options,
    )


@contextmanager
def no_optimizers() -> Iterator[None]:
    """Load Stanza's trainers without optimizers: nothing is trained, and each costs seconds."""
    makers = ("get_optimizer", "get_split_optimizer")
    originals = {name: getattr(utils, name) for name in makers}
    for name in makers:
        setattr(utils, name, lambda *_, **__: None)
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(utils, name, original)
