"""The arguments of the command line: which values they take, and what their text means."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.errors import UsageError
from pipeline.exports import Pick
from pipeline.labels import Language

if TYPE_CHECKING:
    from pipeline.outputs.tables import Format

# How ``extract``, ``evaluate`` and ``compare`` print.
ExtractFormat = Literal["table", "json", "csv"]
FigureFormat = Literal["text", "json"]
ChangeFormat = Literal["text", "json", "csv"]
# What ``export`` writes and reads.
ExportFormat = Literal["label-studio", "spacy", "conllu", "tei"]
ImportFormat = Literal["label-studio"]

Models = Annotated[
    Path | None,
    typer.Option(help="A folder with other weights than the bundled ones.", show_default=False),
]
People = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help='A list of people and the names they go by, a line each: "joko widodo" = ["jokowi"].',
        show_default=False,
    ),
]
MinConfidence = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Leave out quotes below this confidence.")
]

Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="How many processes work side by side; without it one, with ray one a core.",
        show_default=False,
    ),
]
TimeLimit = Annotated[
    float,
    typer.Option(
        min=0.0,
        metavar="SECONDS",
        help="What a stage may take for an article before it is left out; 0 is no limit.",
    ),
]
Address = Annotated[
    str | None,
    typer.Option(
        metavar="HOST:PORT|auto",
        help="The head of the cluster; without it, this machine is one of its own.",
        show_default=False,
    ),
]
ColumnLanguage = Annotated[
    Language,
    typer.Option("--lang", help="The language of the names of columns in CSV."),
]
PageFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The page; without it RUN/report.html.", show_default=False),
]
PageLanguage = Annotated[
    Language, typer.Option("--lang", help="The language that the page opens in.")
]
Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files, folders or globs: .txt .html .csv .jsonl .parquet .xlsx, text also .gz. "
        "Also in object storage: s3://…, gs://….",
    ),
]
ColumnMap = Annotated[
    str,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN,...",
        help="Which column feeds which field: text=isi,id=no.",
    ),
]
Source = Annotated[
    Path,
    typer.Argument(metavar="RUN|FILE", help="A run's folder; with --from, what the tool exported."),
]
OutFile = Annotated[
    Path, typer.Option(metavar="FILE", help="The file to write.", show_default=False)
]
To = Annotated[
    ExportFormat | None,
    typer.Option(help="Write the run's articles and quotes in this format.", show_default=False),
]
Origin = Annotated[
    ImportFormat | None,
    typer.Option(
        "--from",
        help="Read what people corrected, and write annotated articles for `kutipan evaluate`.",
        show_default=False,
    ),
]
ExportLimit = Annotated[
    int | None,
    typer.Option(min=1, help="With --to: so many articles at most.", show_default=False),
]
PickFirst = Annotated[
    Pick,
    typer.Option(
        help="With --to: which articles come first; random to measure a run, least-sure to find "
        "its errors."
    ),
]
Annotator = Annotated[
    str | None,
    typer.Option(
        metavar="EMAIL|NUMBER",
        help="With --from: take this person's annotations alone.",
        show_default=False,
    ),
]

TABLE_FORMATS: "tuple[Format, ...]" = ("csv", "parquet")


def column_mapping(text: str) -> dict[str, str] | None:
    """Return which column feeds which field, as ``--map text=isi,id=no`` says it.

    Raises:
        UsageError: it is not of that form.
    """
    if not text:
        return None
    pairs = [pair.partition("=") for pair in text.split(",")]
    for field, equals, column in pairs:
        if not (field.strip() and equals and column.strip()):
            raise UsageError(f"--map {text!r} is not understood", "Write --map text=isi,id=no.")
    return {field.strip(): column.strip() for field, _, column in pairs}


def table_formats(text: str) -> "tuple[Format, ...]":
    """Return the formats of the tables, as ``--format csv,parquet`` names them.

    Raises:
        UsageError: it names none, or one that there is not.
    """
    named = {name.strip() for name in text.split(",") if name.strip()}
    chosen = tuple(form for form in TABLE_FORMATS if form in named)
    if not chosen or len(chosen) < len(named):
        raise UsageError(
            f"--format {text!r} is not understood", "Write csv, parquet or csv,parquet."
        )
    return chosen


def one_way(
    to: str | None,
    origin: str | None,
    *,
    limit: int | None = None,
    pick: Pick = "first",
    annotator: str | None = None,
) -> None:
    """Check that a way was named, no more than one, and no option that is of the other.

    Raises:
        UsageError: both were named, or neither, or an option does not go with the way.
    """
    if (to is None) == (origin is None):
        raise UsageError(
            "export goes one way: name either --to or --from",
            "Write --to label-studio, spacy, conllu or tei to hand a run on, --from label-studio "
            "to bring back what people corrected.",
        )
    way, other = ("--to", "--from") if origin is None else ("--from", "--to")
    given = {
        "--to": {"--limit": limit is not None, "--pick": pick != "first"},
        "--from": {"--annotator": annotator is not None},
    }
    for option, stands in given[other].items():
        if stands:
            raise UsageError(f"{option} goes with {other}, not with {way}", "Leave it away.")
