"""Annotate: sentences, tokens, parts of speech, names and mention labels, by Stanza's networks.

The only module that imports stanza or torch. Furniture is never annotated; a line break always ends
a sentence.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from pickle import UnpicklingError

import regex
import stanza
import torch
from stanza.models.common.doc import MULTI_NER, Document
from stanza.models.common.foundation_cache import FoundationCache
from stanza.models.common.pretrain import Pretrain

from pipeline.errors import ModelError
from pipeline.lexicon import normalise, words
from pipeline.records import AnnotatedArticle, CleanArticle, Sentence, Span, Token

BUNDLED = Path(str(files("pipeline") / "models"))
LANGUAGE = "id"
# titles that stand before a name with a full stop, which may be taken for the sentence's
TITLES = words("honorifics", "rank", "branch", "academic")
# The taggers' time and memory grow with the longest sentence of a batch: a line without a sentence
# end (a table, a scraped list) is cut at white space, so that one article cannot stall a run.
LONGEST_PIECE = 20_000
LONGEST_SENTENCE = 250
LONGEST_WORD = 400
SENTENCE_END = regex.compile(r"[.!?][\p{Pf}\"']?(?=\s)")
UNBROKEN = regex.compile(rf"\S{{{LONGEST_WORD},}}+")


class HalfPrecisionVectors(Pretrain):  # type: ignore[misc]
    """Word vectors stored as float16 and used as float32."""

    _single: torch.Tensor | None = None

    @property
    def emb(self) -> torch.Tensor:
        """The table, words x dimensions."""
        if self._single is None:
            self._single = super().emb.float()
        return self._single


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
        files = _files(folder)
        missing = [Path(path).name for path in files.values() if not Path(path).is_file()]
        if missing:
            raise ModelError(
                f"the models folder {folder} lacks {', '.join(missing)}",
                hint="leave --models away to use the bundled models, or name a folder that"
                " `kutipan models fetch` filled",
            )
        cache = FoundationCache()
        for path in {files["vectors"], files["pos_pretrain_path"]}:
            cache.pretrains[path] = HalfPrecisionVectors(path)
        options = {name: path for name, path in files.items() if name.endswith("_path")}
        vectors = files["vectors"]
        try:
            self.stanza = stanza.Pipeline(
                LANGUAGE,
                dir=str(folder),
                package=None,
                processors={"tokenize": "news", "mwt": "news", "pos": "news", "ner": "news"},
                resources_filepath=str(BUNDLED / "resources.json"),
                download_method=None,
                foundation_cache=cache,
                use_gpu=False,
                logging_level="ERROR",
                ner_model_path=f"{files['ner']};{files['mentions']}",
                ner_pretrain_path=f"{vectors};{vectors}",
                ner_forward_charlm_path=";",
                ner_backward_charlm_path=";",
                **options,
            )
        except (OSError, RuntimeError, KeyError, ValueError, EOFError, UnpicklingError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0][:160]
            raise ModelError(
                f"the models in {folder} cannot be loaded: {reason}",
                hint="they may come from another version of Stanza; leave --models away",
            ) from error

    def annotate(self, articles: Sequence[CleanArticle]) -> list[AnnotatedArticle]:
        """Annotate articles together: faster than one at a time, with the same result."""
        pieces = [(i, piece) for i, article in enumerate(articles) for piece in _pieces(article)]
        documents = [Document([], text=piece.of(articles[i].text)) for i, piece in pieces]
        sentences: list[list[Sentence]] = [[] for _ in articles]
        if documents:
            with torch.inference_mode():
                for (i, piece), document in zip(
                    pieces, self.stanza.bulk_process(documents), strict=True
                ):
                    sentences[i].extend(_sentences(document, piece.start))
        return [
            AnnotatedArticle(article, tuple(found))
            for article, found in zip(articles, sentences, strict=True)
        ]


def _files(folder: Path) -> dict[str, str]:
    """Return the file of each model, and Stanza's options that name files, for a models folder."""
    official = folder / LANGUAGE
    if not official.is_dir():
        own = {name: str(folder / f"{name}.pt") for name in ("ner", "mentions", "vectors")}
        return own | {
            "tokenize_model_path": str(folder / "tokenizer.pt"),
            "mwt_model_path": str(folder / "mwt.pt"),
            "pos_model_path": str(folder / "pos.pt"),
            "pos_pretrain_path": own["vectors"],
        }
    found = {name: str(BUNDLED / f"{name}.pt") for name in ("ner", "mentions", "vectors")}
    for processor in ("tokenize", "mwt", "pos"):
        found[f"{processor}_model_path"] = _first(official / processor)
    found["pos_pretrain_path"] = _first(official / "pretrain")
    for direction in ("forward", "backward"):
        if (official / f"{direction}_charlm").is_dir():
            found[f"pos_{direction}_charlm_path"] = _first(official / f"{direction}_charlm")
    return found


def _first(folder: Path) -> str:
    """Return the first model of a folder, or what is missing there."""
    return str(min(folder.glob("*.pt"), default=folder / f"{folder.name}.pt"))


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


def _sentences(document: Document, offset: int) -> list[Sentence]:
    """Turn Stanza's sentences into records, offsets moved to the article's."""
    found: list[Sentence] = []
    for sentence in document.sentences:
        tokens = []
        for token in sentence.tokens:
            names: tuple[str, ...] = getattr(token, MULTI_NER)
            tokens.append(
                Token(
                    text=token.text,
                    start=token.start_char + offset,
                    end=token.end_char + offset,
                    upos=token.words[0].upos or "X",
                    clitic=token.words[-1].text if len(token.words) > 1 else "",
                    name=names[0],
                    label=names[1],
                )
            )
        if found and _unfinished(found[-1]):
            tokens = [*found.pop().tokens, *tokens]
        for at in range(0, len(tokens), LONGEST_SENTENCE):
            part = tuple(tokens[at : at + LONGEST_SENTENCE])
            found.append(Sentence(part[0].start, part[-1].end, part))
    return found


def _unfinished(sentence: Sentence) -> bool:
    """Tell a sentence that a title's full stop cut short: ``… kata Kombes Pol. | Andi``."""
    last = [t.text for t in sentence.tokens[-2:]]
    title = last[-1] if last[-1] != "." else "".join(last)
    return (
        title.endswith(".")
        and len(sentence.tokens) < LONGEST_SENTENCE
        and (normalise(title) in TITLES or (len(title) == 2 and title[0].isupper()))
    )
