"""Tasks for Label Studio: articles with what was found as predictions, and how to label them.

Offsets count code points, as Label Studio's do. A span that several quotes share (one
speaker named for two of them) is one region with a relation from each.
"""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.errors import UsageError
from pipeline.exports.marked import MarkedArticle, MarkedQuote
from pipeline.outputs.files import write_text
from pipeline.records import Span

# Names of the labelling interface (`label_studio.xml`); what comes back is known by them.
PART, TEXT, KIND = "part", "text", "speaker_kind"
MENTION, CUE = "mention", "cue"
SPEAKER = "speaker"
WRITTEN = (SPEAKER, "role", "honorific")


def write_tasks(articles: Sequence[MarkedArticle], path: Path) -> tuple[Path, ...]:
    """Write the tasks as a list in JSON and, beside it, the labelling interface.

    Raises:
        UsageError: the two would be one file.
    """
    interface = path.with_suffix(".xml")
    if interface == path:
        raise UsageError(
            f"{path} is where the labelling interface goes, beside the tasks",
            "Write --out tasks.json, for instance.",
        )
    lines = ",\n".join(json.dumps(_task(article), ensure_ascii=False) for article in articles)
    write_text(path, f"[\n{lines}\n]\n")
    write_text(interface, labelling_interface())
    return path, interface


def labelling_interface() -> str:
    """Return the configuration that the tasks are labelled with."""
    return (files("pipeline.exports") / "label_studio.xml").read_text(encoding="utf-8")


def _task(article: MarkedArticle) -> dict[str, Any]:
    prediction: dict[str, Any] = {
        "model_version": f"kutipan {__version__}",
        "result": list(_results(article)),
    }
    if article.confidence is not None:
        prediction["score"] = round(article.confidence, 3)
    return {
        "data": {
            "article_id": article.article_id,
            "text": article.text,
            "title": article.title,
            "outlet": article.outlet,
            "url": article.url,
            "published_at": article.published_at,
        },
        "predictions": [prediction],
    }


def _results(article: MarkedArticle) -> Iterator[dict[str, Any]]:
    beside: dict[tuple[str, Span], str] = {}
    relations = []
    for quote in article.quotes:
        label = _region(quote.quote_id, article.text, quote.span, quote.type)
        # Shown beside the region, where a person decides what to look at first.
        yield label | {"score": quote.confidence}
        yield from _fields(quote)
        for kind, span in ((MENTION, quote.mention), (CUE, quote.cue)):
            if span is None:
                continue
            if (kind, span) not in beside:
                beside[kind, span] = f"{quote.quote_id}-{kind}"
                yield _region(beside[kind, span], article.text, span, kind)
            relations.append(
                {
                    "type": "relation",
                    "from_id": quote.quote_id,
                    "to_id": beside[kind, span],
                    "direction": "right",
                }
            )
    yield from relations


def _region(region: str, text: str, span: Span, label: str) -> dict[str, Any]:
    value = {"start": span.start, "end": span.end, "text": span.of(text), "labels": [label]}
    return {"id": region, "from_name": PART, "to_name": TEXT, "type": "labels", "value": value}


def _fields(quote: MarkedQuote) -> Iterator[dict[str, Any]]:
    """Yield what a person can correct in words or by a choice, tied to the quote by its id."""
    place = {"start": quote.span.start, "end": quote.span.end}
    same = {"id": quote.quote_id, "to_name": TEXT}
    for name in WRITTEN:
        if words := getattr(quote, name):
            yield same | {"from_name": name, "type": "textarea", "value": place | {"text": [words]}}
    if quote.speaker_kind:
        value = place | {"choices": [quote.speaker_kind]}
        yield same | {"from_name": KIND, "type": "choices", "value": value}
