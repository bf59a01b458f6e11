"""Folders of runs made for the tests: tables of made extractions, without the networks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from made import find

from pipeline.outputs.tables import write_tables
from pipeline.records import (
    Article,
    CleanArticle,
    Extraction,
    Quote,
    QuoteType,
    Resolution,
    Span,
    Speaker,
    SpeakerKind,
)
from pipeline.stages.tabulate import tabulate

# Everything that some format could stumble over: markup, an end of CDATA, a tab, characters that
# XML forbids, letters of two UTF-16 units before and inside the spans, a backslash and an n.
HOSTILE = (
    "\N{GRINNING FACE}\N{FAMILY} <script>alert('&amp;')</script> ]]> C:\\news\x0b\x01\t|\n"
    "“Kami \N{PARTY POPPER} <b>siap</b> & “rela”,” kata Menteri \N{BLACK FLAG} Andi O'Brien.\n\n"
    "Kami\u00a0percaya\u2028itu, katanya.\ufffe"
)
ANDI = Speaker("Andi O'Brien", SpeakerKind.PERSON, role="Menteri \N{BLACK FLAG}", honorific="H.C.")


def quote(text: str, words: str, kind: str = "direct", **given: Any) -> Quote:
    """Return a quote of a text; mention and cue as spans, or as words that stand there once."""
    spans = {
        name: of if isinstance(of := given.get(name), Span) else of and find(of, text)
        for name in ("mention", "cue")
    }
    return Quote(
        type=QuoteType(kind),
        quote=words,
        span=find(words, text),
        speaker=given.get("speaker", ANDI),
        mention=spans["mention"] and spans["mention"].of(text),
        mention_span=spans["mention"],
        cue=spans["cue"] and spans["cue"].of(text),
        cue_span=spans["cue"],
        resolution=Resolution.EXPLICIT,
        rule="made",
        confidence=given.get("confidence", 0.9),
    )


def article(
    text: str, quotes: Sequence[Quote] = (), name: str = "a", title: str = "Judul"
) -> Extraction:
    """Return what was found in an article."""
    made = Article(name, text, title=title, outlet="Kabar", url=f"https://kabar.example/{name}")
    return Extraction(CleanArticle(made), tuple(quotes))


def hostile(name: str = "h") -> Extraction:
    """Return an article of ``HOSTILE`` with two quotes."""
    clitic = find("nya", HOSTILE, within="katanya")
    return article(
        HOSTILE,
        (
            quote(
                HOSTILE,
                "Kami \N{PARTY POPPER} <b>siap</b> & “rela”,",
                mention="Menteri \N{BLACK FLAG} Andi O'Brien",
                cue=find("kata", HOSTILE),
            ),
            quote(HOSTILE, "Kami\u00a0percaya\u2028itu", "indirect", mention=clitic, cue="katanya"),
        ),
        name,
        title="<Header value='$text'/> \N{GRINNING FACE}",
    )


def run_of(folder: Path, *found: Extraction, **options: Any) -> Path:
    """Write the tables of made extractions into a folder, and return it."""
    write_tables(tabulate(found, []), folder, **options)
    return folder
