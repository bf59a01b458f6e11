"""Stage 3, annotate: sentences, tokens, parts of speech, names, mentions, by Stanza's networks.

Furniture is never annotated; a line break always ends a sentence. Tokens, names and mentions are
sought in every sentence; parts of speech where a rule asks for them, in two thirds of the text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from pickle import UnpicklingError

import regex
import torch
from stanza.models.common.foundation_cache import FoundationCache

from pipeline.annotation.forms import Sentences
from pipeline.annotation.glued import unglued
from pipeline.annotation.labeller import OUTSIDE, Labeller
from pipeline.annotation.segmenter import Segmenter, Tokens
from pipeline.annotation.sentences import ranges, sentence_ends
from pipeline.annotation.stored import Vectors, model_files, no_optimizers, stock_pipeline
from pipeline.annotation.tagger import tagger
from pipeline.catalog import BUNDLED
from pipeline.detection.cues import may_be_cue
from pipeline.errors import ModelError
from pipeline.records import AnnotatedArticle, CleanArticle, Sentence, Span, Token

# The taggers' time and memory grow with the longest sentence of a batch: a line without a sentence
# end (a table, a scraped list) is cut at white space, so that one article cannot stall a run.
LONGEST_PIECE = 20_000
CHARACTERS_TOGETHER = 200_000  # some 80 articles: more are no faster
LONGEST_SENTENCE = 250
LONGEST_WORD = 400
UNTAGGED = "X"
SENTENCE_END = regex.compile(r"[.!?][\p{Pf}\"']?(?=\s)")
UNBROKEN = regex.compile(rf"\S{{{LONGEST_WORD},}}+")


class Annotator:
    """Stanza's networks, loaded once."""

    def __init__(self, models: Path | None = None) -> None:
        """Load the networks.

        Args:
            models: a folder laid out as the bundled one, or as Stanza's official models are
                (``id/tokenize/*.pt`` …); ``None`` takes the bundled ones. Stanza has no Indonesian
                names and nobody has mentions: those are the bundled ones in any case.

        Raises:
            ModelError: where a file is missing or cannot be read.
        """
        # one thread: the networks are small, and more threads wait for each other
        torch.set_num_threads(1)
        folder = BUNDLED if models is None else models
        files = model_files(folder)
        missing = [Path(path).name for path in files.values() if not Path(path).is_file()]
        if missing:
            raise ModelError(
                f"the models folder {folder} lacks {', '.join(missing)}",
                hint="leave --models away to use the bundled models, or name a folder that"
                " `kutipan models fetch` filled",
            )
        cache = FoundationCache()
        options = {name: path for name, path in files.items() if name.endswith("_path")}
        try:
            for path in {files["vectors"], files["pos_pretrain_path"]}:
                cache.pretrains[path] = Vectors(path)
            with no_optimizers():
                stanza = stock_pipeline(
                    ("tokenize", "mwt", "pos"), foundation_cache=cache, **options
                )
            vectors = cache.pretrains[files["vectors"]]
            with torch.inference_mode():
                self.segmenter = Segmenter(*(stanza.processors[n] for n in ("tokenize", "mwt")))
                self.tagger = tagger(stanza.processors["pos"])
                self.vocabulary = frozenset(vectors.vocab)
                self.names = Labeller(Path(files["names"]), vectors)
                self.mentions = Labeller(Path(files["mentions"]), vectors)
        except (OSError, RuntimeError, KeyError, ValueError, EOFError, UnpicklingError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0][:160]
            raise ModelError(
                f"the models in {folder} cannot be loaded: {reason}",
                hint="they may come from another version of Stanza; leave --models away",
            ) from error

    def annotate(self, articles: Sequence[CleanArticle]) -> list[AnnotatedArticle]:
        """Annotate articles together: faster than one at a time, with the same result."""
        return [done for group in _groups(articles) for done in self._annotate(group)]

    def _annotate(self, articles: Sequence[CleanArticle]) -> list[AnnotatedArticle]:
        pieces = [(i, piece) for i, article in enumerate(articles) for piece in _pieces(article)]
        found: list[list[Sentence]] = [[] for _ in articles]
        with torch.inference_mode():
            read = self.segmenter.segment([piece.of(articles[i].text) for i, piece in pieces])
            read = self._unglued(read, [i for i, _ in pieces])
            drafts = [
                Draft(i, piece.start, tokens, start, end)
                for (i, piece), tokens in zip(pieces, read, strict=True)
                for start, end in _cuts(tokens)
            ]
            sentences = Sentences([draft.tokens.texts[draft.start : draft.end] for draft in drafts])
            names, labels = list(self.names.label(sentences)), list(self.mentions.label(sentences))
            asked = [n for n, d in enumerate(drafts) if d.is_asked_about(names[n], labels[n])]
            tags = dict(zip(asked, self.tagger.tag([drafts[n].words for n in asked]), strict=True))
        for n, draft in enumerate(drafts):
            found[draft.article].append(draft.sentence(tags.get(n), names[n], labels[n]))
        return [
            AnnotatedArticle(article, tuple(sentences))
            for article, sentences in zip(articles, found, strict=True)
        ]

    def _unglued(self, read: Sequence[Tokens], owners: Sequence[int]) -> list[Tokens]:
        """Take glued words apart, by what else stands in each article (``owners``)."""
        by_article = groupby(zip(owners, read, strict=True), key=itemgetter(0))
        return [
            tokens
            for _, group in by_article
            for tokens in unglued([tokens for _, tokens in group], self.vocabulary)
        ]


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence on its way through the networks.

    Attributes:
        article: which article it is of.
        offset: where the piece of text starts in it that ``tokens`` were cut from.
        tokens: the tokens of that piece.
        start: first token of the sentence.
        end: the token behind it.
    """

    article: int
    offset: int
    tokens: Tokens
    start: int
    end: int

    @property
    def words(self) -> list[str]:
        """The words: ``kata`` and ``nya`` of ``katanya``."""
        texts, words = self.tokens.texts, self.tokens.words
        places = range(self.start, self.end)
        return [word for i in places for word in words.get(i, (texts[i],))]

    def is_asked_about(self, names: Sequence[str], labels: Sequence[str]) -> bool:
        """Tell whether a rule reads its parts of speech: where somebody is named or may speak.

        Args:
            names: a name label each token.
            labels: a mention label each token.
        """
        return (
            any(label != OUTSIDE for label in labels)
            or any(name.endswith("PER") for name in names)
            or any(may_be_cue(text) for text in self.tokens.texts[self.start : self.end])
        )

    def sentence(
        self, tags: Sequence[str] | None, names: Sequence[str], labels: Sequence[str]
    ) -> Sentence:
        """Return the record, its offsets those of the article.

        Args:
            tags: a part of speech each word; ``None`` where it was not asked for.
            names: a name label each token.
            labels: a mention label each token.
        """
        tokens = self.tokens
        found: list[Token] = []
        word = 0
        for i, name, label in zip(range(self.start, self.end), names, labels, strict=True):
            words = tokens.words.get(i, ("",))
            found.append(
                Token(
                    text=tokens.texts[i],
                    start=tokens.starts[i] + self.offset,
                    end=tokens.ends[i] + self.offset,
                    upos=tags[word] if tags is not None else UNTAGGED,
                    clitic=words[-1] if len(words) > 1 else "",
                    name=name,
                    label=label,
                )
            )
            word += len(words)
        return Sentence(found[0].start, found[-1].end, tuple(found))


def _groups(articles: Sequence[CleanArticle]) -> Iterator[list[CleanArticle]]:
    """Yield articles in groups that fit the memory."""
    group: list[CleanArticle] = []
    size = 0
    for article in articles:
        if group and size + len(article.text) > CHARACTERS_TOGETHER:
            yield group
            group, size = [], 0
        group.append(article)
        size += len(article.text)
    if group:
        yield group


def _pieces(article: CleanArticle) -> Iterator[Span]:
    """Yield what is annotated: paragraphs without furniture and outer white space."""
    text = article.text
    for paragraph in article.paragraphs:
        start = paragraph.start
        for mask in article.furniture:
            if mask.start < paragraph.end and mask.end > start:
                yield from _cut(text, start, mask.start)
                start = max(start, mask.end)
        yield from _cut(text, start, paragraph.end)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a stretch in pieces no longer than ``LONGEST_PIECE``, without outer white space.

    A long stretch is cut at the end of a sentence where there is one. What has no space for
    hundreds of characters (an address, an encoded picture) is no prose and left out: the networks'
    time grows with the longest word.
    """
    unbroken = [match.span() for match in UNBROKEN.finditer(text, start, end)]
    starts = [start, *(stop for _, stop in unbroken)]
    limits = [*(begin for begin, _ in unbroken), end]
    for at, limit in zip(starts, limits, strict=True):
        while at < limit:
            stop = limit
            if limit - at > LONGEST_PIECE:
                ends = [m.end() for m in SENTENCE_END.finditer(text, at, at + LONGEST_PIECE)]
                space = text.rfind(" ", at + LONGEST_PIECE // 2, at + LONGEST_PIECE)
                stop = (ends[-1] if ends else space) if ends or space > 0 else at + LONGEST_PIECE
            first, last = at, stop
            while first < last and text[first].isspace():
                first += 1
            while last > first and text[last - 1].isspace():
                last -= 1
            if last > first:
                yield Span(first, last)
            at = stop


def _cuts(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Yield a piece's sentences: first token, and the one behind the last."""
    for start, end in ranges(sentence_ends(tokens.texts, tokens.spaced(), tokens.last)):
        for at in range(start, end, LONGEST_SENTENCE):
            yield at, min(at + LONGEST_SENTENCE, end)
