"""What people corrected in Label Studio, as annotated articles: the form that `evaluate` reads.

The rules, each of which leaves a line in the rejects where it leaves something out:

* a task gives one article: of its annotations the one marked as ground truth, else the one changed
  last; skipped ones never, a task without any is left out, and so is a second task of an article;
* a region must have one label and stand in the text, at its offsets or by its words;
* of two quotes with the same span the first stays; quotes that overlap otherwise both stay;
* a mention or cue belongs to the quotes it is related to, whichever way the relation was drawn; of
  two related to one quote the nearer stays; without a relation it belongs to no quote.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.evaluation.gold import claimed
from pipeline.exports.label_studio import CUE, KIND, MENTION, PART, SPEAKER, WRITTEN
from pipeline.exports.realign import Alignment, realign
from pipeline.outputs.files import write_bytes
from pipeline.records import QuoteType, Span, SpeakerKind

_CLITIC = "nya"
_TYPES = frozenset(QuoteType)
_BESIDE = (MENTION, CUE)
_LABELS = [[label] for label in (*QuoteType, *_BESIDE)]
_WAY_OUT = "In Label Studio choose Export, then JSON (not JSON-MIN), and give that file."


class Refusal(StrEnum):
    """Why something that was annotated is not in the gold."""

    NO_TEXT = "no_text"
    SAME_ARTICLE = "same_article"
    NOT_ANNOTATED = "not_annotated"
    SKIPPED = "skipped"
    OTHER_ANNOTATION = "other_annotation"
    OTHER_PERSON = "other_person"
    LABEL = "label"
    NOT_IN_TEXT = "not_in_text"
    AMBIGUOUS = "ambiguous"
    SAME_SPAN = "same_span"
    NO_RELATION = "no_relation"
    FARTHER = "farther"
    RELATION = "relation"
    FIELD = "field"


_MEANINGS = {
    Refusal.NO_TEXT: "the task holds no text",
    Refusal.SAME_ARTICLE: "an earlier task is of the same article",
    Refusal.NOT_ANNOTATED: "nobody has annotated the task",
    Refusal.SKIPPED: "the annotation was skipped",
    Refusal.OTHER_ANNOTATION: "another annotation of the task was taken",
    Refusal.OTHER_PERSON: "it is not by the annotator who was asked for",
    Refusal.LABEL: "it wants exactly one of direct, mixed, indirect, mention, cue",
    Refusal.NOT_IN_TEXT: "its words are not in the text",
    Refusal.AMBIGUOUS: "its words stand in the text at two places equally near",
    Refusal.SAME_SPAN: "another quote has the same span",
    Refusal.NO_RELATION: "no relation ties it to a quote",
    Refusal.FARTHER: "another one related to the same quote is nearer to it",
    Refusal.RELATION: "it does not tie a quote to a mention or cue",
    Refusal.FIELD: "it was filled in for something that is no quote",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing left out: where it was, why, and its words."""

    reason: Refusal
    article_id: str
    task: str
    annotation: str = ""
    region: str = ""
    words: str = ""

    def line(self) -> str:
        """Return it as a line of JSON, the reason in words as well."""
        return json.dumps(asdict(self) | {"meaning": _MEANINGS[self.reason]}, ensure_ascii=False)


@dataclass(slots=True)
class Corrections:
    """What came back: annotated articles, what was left out, and how places were found."""

    articles: list[dict[str, Any]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    alignments: Counter[Alignment] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """Return what a person wants to know, a line each."""
        quotes = [quote for article in self.articles for quote in article["quotes"]]
        told = [f"annotated  {len(self.articles):,} articles, {len(quotes):,} quotes"]
        if nobody := sum(quote["speaker"] is None for quote in quotes):
            told.append(f"nobody     {nobody:,} quotes without a speaker")
        shifted = self.alignments[Alignment.UTF_16] + self.alignments[Alignment.MOVED]
        if shifted:
            told.append(f"moved      {shifted:,} spans, found again by their words")
        reasons = Counter(one.reason for one in self.refused)
        told += [
            f"left out   {reasons[reason]:,}: {meaning}"
            for reason, meaning in _MEANINGS.items()
            if reasons[reason]
        ]
        return told


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of text that was labelled."""

    name: str
    label: str
    span: Span


def write_gold(corrections: Corrections, path: Path) -> tuple[Path, Path]:
    """Write the annotated articles and, beside them, what was left out; return both files."""
    rejects = path.with_suffix(".rejects.jsonl")
    gold = (json.dumps(article, ensure_ascii=False) for article in corrections.articles)
    _write_lines(path, gold)
    _write_lines(rejects, (one.line() for one in corrections.refused))
    return path, rejects


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    # Half of a surrogate pair can stand in JSON and not in UTF-8.
    write_bytes(path, "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))


def read_corrections(path: Path, annotator: str | None = None) -> Corrections:
    """Read what Label Studio exported as JSON.

    Args:
        path: the file.
        annotator: take the annotations of this person alone, by e-mail address or number.

    Raises:
        InputError: the file is missing, or not what Label Studio exports, or ``annotator`` has
            annotated nothing in it.
    """
    tasks = _tasks(path)
    if annotator is not None:
        _check_annotator(annotator, tasks, path)
    corrections = Corrections()
    seen: set[str] = set()
    for number, task in enumerate(tasks, start=1):
        data = task["data"]
        name = str(task.get("id", number))
        key = str(data.get("article_id") or data.get("id") or name)
        known = _Reader(corrections, key, name)
        if not isinstance(data.get("text"), str) or not data["text"]:
            known.refuse(Refusal.NO_TEXT)
        elif key in seen:
            known.refuse(Refusal.SAME_ARTICLE)
        elif (annotation := known.chosen(task, annotator)) is not None:
            seen.add(key)
            reader = _Reader(corrections, key, name, _name(annotation))
            quotes = reader.quotes(data["text"], _records(annotation.get("result")))
            about = {name: str(data.get(name) or "") for name in ("outlet", "title", "url")}
            corrections.articles.append(
                {"id": key, **about, "text": data["text"], "quotes": quotes}
            )
    return corrections


def _tasks(path: Path) -> list[dict[str, Any]]:
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", "Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON: {error}", _WAY_OUT) from error
    tasks = tasks if isinstance(tasks, list) else [tasks]
    if not all(isinstance(task, dict) and isinstance(task.get("data"), dict) for task in tasks):
        raise InputError(f"{path} is no list of tasks with their data", _WAY_OUT)
    return tasks


def _check_annotator(annotator: str, tasks: Sequence[Mapping[str, Any]], path: Path) -> None:
    people = {_people(one) for task in tasks for one in _records(task.get("annotations"))}
    if not any(annotator in person for person in people):
        known = ", ".join(sorted(" or ".join(person) for person in people if person))
        raise InputError(
            f"nothing in {path} was annotated by {annotator!r}",
            f"There are annotations by {known}." if known else "Nobody is named in it.",
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one task, or one annotation of it, and writes down what it leaves out."""

    corrections: Corrections
    article_id: str
    task: str
    annotation: str = ""

    def refuse(self, reason: Refusal, region: object = "", words: object = "") -> None:
        """Write down one thing that is left out."""
        one = Refused(
            reason, self.article_id, self.task, self.annotation, str(region), str(words or "")
        )
        self.corrections.refused.append(one)

    def chosen(self, task: Mapping[str, Any], annotator: str | None) -> Mapping[str, Any] | None:
        """Return the annotation that counts; the others are written down."""
        annotations = _records(task.get("annotations"))
        finished = [one for one in annotations if not one.get("was_cancelled")]
        fitting = [one for one in finished if annotator in (None, *_people(one))]
        best = max(fitting, key=_rank, default=None)
        for one in annotations:
            reader = replace(self, annotation=_name(one))
            if one.get("was_cancelled"):
                reader.refuse(Refusal.SKIPPED)
            elif one not in fitting:
                reader.refuse(Refusal.OTHER_PERSON)
            elif one is not best:
                reader.refuse(Refusal.OTHER_ANNOTATION)
        if not annotations:
            self.refuse(Refusal.NOT_ANNOTATED)
        return best

    def quotes(self, text: str, results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the quotes of an annotation in text order, in the form of the gold."""
        regions = {region.name: region for region in self._regions(text, results)}
        quotes = sorted(
            (region for region in regions.values() if region.label in _TYPES),
            key=lambda region: (region.span, region.label),
        )
        fields = self._fields(results, {quote.name for quote in quotes})
        for quote in quotes:
            if (quote.name, SPEAKER) not in fields:  # nobody is of no kind
                fields.pop((quote.name, KIND), None)
        beside = self._beside(results, regions)
        return [
            {
                "type": quote.label,
                "quote": quote.span.of(text),
                "start": quote.span.start,
                "end": quote.span.end,
                **{name: fields.get((quote.name, name)) for name in (*WRITTEN, KIND)},
                **_words_beside(
                    text, beside.get((quote.name, MENTION)), beside.get((quote.name, CUE))
                ),
            }
            for quote in quotes
        ]

    def _regions(self, text: str, results: Sequence[Mapping[str, Any]]) -> Iterator[_Region]:
        taken: set[Span] = set()
        for result in results:
            if result.get("type") != "labels" or result.get("from_name") != PART:
                continue
            value, name = _record(result.get("value")), result.get("id")
            words = value["text"] if isinstance(value.get("text"), str) else ""
            labels = value.get("labels")
            if not isinstance(labels, list) or labels not in _LABELS:
                self.refuse(Refusal.LABEL, name, words)
                continue
            place = realign(text, claimed(value.get("start"), value.get("end")), words)
            if place.span is None:
                self.refuse(Refusal(place.alignment), name, words)
                continue
            if labels[0] in _TYPES:
                if place.span in taken:
                    self.refuse(Refusal.SAME_SPAN, name, words)
                    continue
                taken.add(place.span)
            self.corrections.alignments[place.alignment] += 1
            yield _Region(str(name), labels[0], place.span)

    def _fields(
        self, results: Sequence[Mapping[str, Any]], quotes: set[str]
    ) -> dict[tuple[str, str], str]:
        """Return what was filled in: (quote, field) -> words."""
        found: dict[tuple[str, str], str] = {}
        for result in results:
            name, value = result.get("from_name"), _record(result.get("value"))
            if name not in (*WRITTEN, KIND):
                continue
            given = value.get("choices" if name == KIND else "text")
            # Where somebody submitted twice, the later words correct the earlier ones.
            last = given[-1] if isinstance(given, list) and given else given
            words = last.strip() if isinstance(last, str) else ""
            if name == KIND and words not in tuple(SpeakerKind):
                continue
            if words and str(result.get("id")) in quotes:
                found[str(result.get("id")), name] = words
            elif words:
                self.refuse(Refusal.FIELD, result.get("id"), words)
        return found

    def _beside(
        self, results: Sequence[Mapping[str, Any]], regions: Mapping[str, _Region]
    ) -> dict[tuple[str, str], Span]:
        """Return the mention and cue of each quote: (quote, mention or cue) -> span."""
        related: dict[tuple[str, str], list[_Region]] = {}
        tied: set[str] = set()
        for result in results:
            if result.get("type") != "relation":
                continue
            ends = [regions.get(str(result.get(end))) for end in ("from_id", "to_id")]
            quote = next((one for one in ends if one and one.label in _TYPES), None)
            other = next((one for one in ends if one and one.label in _BESIDE), None)
            if quote is None or other is None:
                self.refuse(Refusal.RELATION, f"{result.get('from_id')} {result.get('to_id')}")
                continue
            related.setdefault((quote.name, other.label), []).append(other)
            tied.add(other.name)
        for region in regions.values():
            if region.label in _BESIDE and region.name not in tied:
                self.refuse(Refusal.NO_RELATION, region.name)
        found: dict[tuple[str, str], Span] = {}
        for (name, label), candidates in related.items():
            quote = regions[name]
            spans = sorted({one.span for one in candidates}, key=lambda s: _gap(quote.span, s))
            found[name, label] = spans[0]
            for _ in spans[1:]:
                self.refuse(Refusal.FARTHER, name)
        return found


def _words_beside(text: str, mention: Span | None, cue: Span | None) -> dict[str, Any]:
    """Return mention and cue as the gold has them: the clitic of a cue as ``-nya``, unplaced."""
    found: dict[str, Any] = {MENTION: None, CUE: None}
    if cue:
        found |= {CUE: cue.of(text), "cue_start": cue.start, "cue_end": cue.end}
    if mention and cue and cue.covers(mention) and mention.of(text) == _CLITIC:
        return found | {MENTION: f"-{_CLITIC}"}
    if mention:
        found |= {MENTION: mention.of(text)}
        found |= {"mention_start": mention.start, "mention_end": mention.end}
    return found


def _gap(quote: Span, other: Span) -> tuple[int, Span]:
    return max(other.start - quote.end, quote.start - other.end, 0), other


def _people(annotation: Mapping[str, Any]) -> tuple[str, ...]:
    """Return how the person who annotated may be named."""
    person = annotation.get("completed_by")
    if isinstance(person, Mapping):
        return tuple(str(person[key]) for key in ("id", "email") if key in person)
    return () if person is None else (str(person),)


def _records(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; whatever else stands there is none of Label Studio's."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _record(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(annotation: Mapping[str, Any]) -> str:
    return str(annotation.get("id", ""))


def _rank(annotation: Mapping[str, Any]) -> tuple[bool, str]:
    changed = annotation.get("updated_at") or annotation.get("created_at") or ""
    return bool(annotation.get("ground_truth")), str(changed)
