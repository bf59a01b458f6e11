"""The command line. It parses, calls, prints, and turns errors into one line; no more than that.

What is slow to import (pandas, torch, Stanza) is imported inside the commands, so that help and
wrong usage answer at once.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from pipeline import __version__
from pipeline.arguments import (
    TABLE_FORMATS,
    Address,
    Annotator,
    ChangeFormat,
    ColumnLanguage,
    ColumnMap,
    ExportLimit,
    ExtractFormat,
    FigureFormat,
    Inputs,
    MinConfidence,
    Models,
    Origin,
    OutFile,
    PageFile,
    PageLanguage,
    People,
    PickFirst,
    Source,
    TimeLimit,
    To,
    Workers,
    column_mapping,
    one_way,
    table_formats,
)
from pipeline.deadline import SECONDS
from pipeline.errors import InputError, PipelineError, UsageError
from pipeline.records import Reason, Stage

_HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="kutipan",
    help="Who said what in Indonesian news: articles in, a table of speaker, role and quote out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=_HELP,
)
models_app = typer.Typer(rich_markup_mode=None, context_settings=_HELP)
app.add_typer(
    models_app, name="models", help="Show the bundled models, or fetch the official ones."
)


def _version(wanted: bool) -> None:
    if wanted:
        from pipeline import catalog, lexicon

        print(f"kutipan {__version__}")
        print(f"weights {catalog.edition(catalog.read_catalog())}")
        print(f"word lists {lexicon.edition()}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_version,
            is_eager=True,
            help="Show the versions of all parts.",
        ),
    ] = False,
) -> None:
    pass


@app.command()
def run(
    inputs: Inputs,
    out: Annotated[Path, typer.Option(help="The folder the tables go to.", show_default=False)],
    columns: ColumnMap = "",
    formats: Annotated[
        str, typer.Option("--format", metavar="csv,parquet", help="The formats of the tables.")
    ] = ",".join(TABLE_FORMATS),
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Stop after N articles.", show_default=False),
    ] = None,
    min_confidence: MinConfidence = 0.0,
    workers: Workers = None,
    time_limit: TimeLimit = SECONDS,
    engine: Annotated[
        Literal["local", "ray"], typer.Option(help="Work on this machine, or on a cluster by Ray.")
    ] = "local",
    address: Address = None,
    num_gpus: Annotated[
        float, typer.Option(min=0, help="Graphics cards reserved for a process on a cluster.")
    ] = 0,
    excel: Annotated[
        bool, typer.Option("--excel", help="Write CSV that a spreadsheet opens safely.")
    ] = False,
    language: ColumnLanguage = "en",
    timezone: Annotated[
        str, typer.Option(help="The zone of times that name none.")
    ] = "Asia/Jakarta",
    models: Models = None,
    people: People = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be read, and from which columns.")
    ] = False,
    show: Annotated[
        int, typer.Option(min=0, metavar="N", help="Print the first N quotes at the end.")
    ] = 0,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No progress and no summary on stderr.")
    ] = False,
) -> None:
    """Read articles and write tables of quotes, speakers, people, articles and rejects.

    A run that was broken off goes on where it stopped; one with other inputs or options is never
    overwritten. The folder's path goes to stdout, all else to stderr.
    """
    mapping, chosen = column_mapping(columns), table_formats(formats)
    if dry_run:
        from pipeline.inputs.description import describe
        from pipeline.outputs.terminal import print_plan

        print_plan(describe(inputs, mapping=mapping, timezone=timezone), sys.stdout)
        return
    from pipeline.batch import run as run_batch
    from pipeline.outputs.terminal import print_first, print_summary

    summary = run_batch(
        inputs,
        out,
        mapping=mapping,
        formats=chosen,
        limit=limit,
        min_confidence=min_confidence,
        workers=workers,
        time_limit=time_limit,
        engine=engine,
        address=address,
        num_gpus=num_gpus,
        excel=excel,
        language=language,
        timezone=timezone,
        models=models,
        people=people,
        quiet=quiet,
    )
    if show:
        print_first(out, show, sys.stderr)
    if not quiet:
        print_summary(summary, sys.stderr)
    print(out)
    if summary.nothing_read:
        hint = f"The rejects table in {out} says why, record by record."
        if f"{Stage.READ}/{Reason.NO_TEXT_COLUMN}" in summary.counts.rejects:
            hint += " Name the column of the text with --map text=COLUMN, and another --out."
        raise InputError("no article came through", hint)


@app.command()
def extract(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="One article, or - to read its text from stdin.")
    ],
    form: Annotated[
        ExtractFormat, typer.Option("--format", help="How the quotes are printed.")
    ] = "table",
    min_confidence: MinConfidence = 0.0,
    models: Models = None,
) -> None:
    """Print the quotes of one article."""
    from pipeline.stages.read import read_one

    article = read_one(file)

    from pipeline.extractor import QuoteExtractor, Settings
    from pipeline.outputs.terminal import print_quotes, serialised
    from pipeline.records import Reject
    from pipeline.stages.tabulate import tabulate

    settings = Settings(models=models, min_confidence=min_confidence)
    result = QuoteExtractor(settings).extract([article])[0]
    if isinstance(result, Reject):
        raise InputError(
            f"nothing can be extracted from {file}: {result.detail}",
            "Give an Indonesian news article as plain text or HTML.",
        )
    quotes = tabulate([result], []).quotes
    if quotes.empty:
        _say(f"kutipan: no quotes found in {file}")
    if form == "table":
        if not quotes.empty:
            print_quotes(quotes, sys.stdout)
    else:
        print(serialised(quotes, form), end="")


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="Annotated articles, one JSON object a line.")
    ],
    predicted: Annotated[
        Path, typer.Argument(metavar="RUN|QUOTES", help="A run's folder, or its quotes table.")
    ],
    form: Annotated[
        FigureFormat, typer.Option("--format", help="How the figures are printed.")
    ] = "text",
    worst: Annotated[int, typer.Option(min=0, help="List so many things that went wrong.")] = 0,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write a page for reading the errors.", show_default=False
        ),
    ] = None,
) -> None:
    """Measure a run against annotated articles: spans, speakers, roles, by type and outlet."""
    from pipeline.evaluation.evaluate import evaluate as measure
    from pipeline.outputs.terminal import print_lines

    evaluation = measure(gold, predicted)
    if html is not None:
        from pipeline.outputs.error_page import write_error_page

        write_error_page(evaluation, html, gold=gold, predicted=predicted)
        _say(f"kutipan: the errors can be read in {html}")
    if form == "json":
        _print_json(evaluation.to_dict())
    else:
        print_lines(evaluation.lines(worst), sys.stdout)


@app.command()
def compare(
    run_a: Annotated[
        Path,
        typer.Argument(
            metavar="RUN_A", help="A run's folder, or its quotes as .csv, .parquet or .jsonl."
        ),
    ],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The same, of the later run.")],
    form: Annotated[
        ChangeFormat, typer.Option("--format", help="How the changes are printed.")
    ] = "text",
    show: Annotated[
        int, typer.Option(min=0, help="List so many of each kind; json and csv hold all.")
    ] = 10,
) -> None:
    """Say which quotes a second run gained, lost and changed."""
    from pipeline.evaluation.compare import compare as compare_runs
    from pipeline.outputs.terminal import print_lines

    comparison = compare_runs(run_a, run_b)
    if form == "json":
        _print_json(comparison.to_dict())
    elif form == "csv":
        print(comparison.to_csv(), end="")
    else:
        print_lines(comparison.lines(show), sys.stdout)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder.")],
    out: PageFile = None,
    language: PageLanguage = "en",
) -> None:
    """Write one page about a run: who speaks how much, every quote, each in its article."""
    from pipeline.outputs.report import write_report

    page = out or folder / "report.html"
    write_report(folder, page, language=language)
    print(page)


@app.command()
def export(
    source: Source,
    out: OutFile,
    to: To = None,
    origin: Origin = None,
    limit: ExportLimit = None,
    pick: PickFirst = "first",
    annotator: Annotator = None,
) -> None:
    """Write a run for other tools, or bring back what people corrected.

    label-studio: tasks for people, and beside them the labelling interface; spacy: a DocBin;
    conllu: sentences and words; tei: XML with what was said and by whom.
    """
    one_way(to, origin, limit=limit, pick=pick, annotator=annotator)
    from pipeline.exports.formats import bring_back, hand_over
    from pipeline.outputs.terminal import print_lines

    if to is not None:
        done = hand_over(source, to, out, limit=limit, pick=pick)
    else:
        done = bring_back(source, out, annotator)
    print_lines(done.lines, sys.stderr)
    print(*done.files, sep="\n")


@models_app.callback(invoke_without_command=True)
def models_list(context: typer.Context) -> None:
    """Show the bundled models: task, size, licence, figures, and whether each is whole."""
    if context.invoked_subcommand is not None:
        return
    from pipeline.catalog import BUNDLED, read_catalog
    from pipeline.outputs.terminal import print_models

    print_models(read_catalog(), BUNDLED, sys.stdout)


@models_app.command("fetch")
def models_fetch(
    folder: Annotated[
        Path | None,
        typer.Option(
            "--dir", help="Where to; without it, Stanza's own folder.", show_default=False
        ),
    ] = None,
) -> None:
    """Download the official Indonesian models of Stanza; this needs a network."""
    from pipeline.catalog import fetch

    _say("kutipan: fetching the official Stanza models for Indonesian")
    print(fetch(folder))


def main() -> None:
    """Run the command line; errors become one line and a hint, and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        # Names and quotes are written as they are, whatever the locale says.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(prog_name="kutipan")
    except PipelineError as error:
        _report(error.message, error.hint)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except SystemExit as end:
        if end.code == 130:
            resumes = sys.argv[1:2] == ["run"]
            _say(
                "\nkutipan: interrupted"
                + ("; the same command goes on where it stopped" if resumes else "")
            )
        _flush()
        raise
    except Exception as error:
        if os.environ.get("KUTIPAN_DEBUG"):
            raise
        _report(
            f"internal error: {type(error).__name__}: {error}",
            "Please report it with what KUTIPAN_DEBUG=1 prints on the same command.",
        )
        sys.exit(1)


def _flush() -> None:
    """Write out what stdout still holds, quietly where its reader (``head``) has gone."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _print_json(value: dict[str, Any]) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))


def _report(message: str, hint: str) -> None:
    _say(f"kutipan: {' '.join(message.split())}")
    if hint:
        _say(f"  {' '.join(hint.split())}")
