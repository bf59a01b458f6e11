"""Stage 1, read: files, folders and tables -> articles."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.deadline import SECONDS, TookTooLong, told, within
from pipeline.errors import InputError, UsageError
from pipeline.inputs import dates
from pipeline.inputs.columns import (
    Columns,
    cell_text,
    check_mapping,
    is_missing,
    listed,
    recognise,
    require_mapped,
)
from pipeline.inputs.dates import TIMEZONE
from pipeline.inputs.description import require_mapped_in
from pipeline.inputs.meter import Meter
from pipeline.inputs.naming import Ids, page_ids, row_ids, site
from pipeline.inputs.pages import Page, read_html, read_standard_input, read_text
from pipeline.inputs.rows import BadRow, FileProblem, Row, Table
from pipeline.inputs.sources import ENDINGS, Source, discover, plain
from pipeline.inputs.streams import MAX_ARTICLE, failures, state
from pipeline.inputs.tables import open_tables
from pipeline.records import Article, Reason, Reject, Stage

if TYPE_CHECKING:
    import pandas as pd

_HELD = 10_000  # records that wait for one with a text


def read(
    inputs: Sequence[str | Path],
    *,
    mapping: Mapping[str, str] | None = None,
    timezone: str = TIMEZONE,
    limit: int | None = None,
    meter: Meter | None = None,
) -> Iterator[Article | Reject]:
    """Read articles one by one, in an order that the inputs alone decide, each under its own id.

    Args:
        inputs: files, folders (with all below them, hidden ones aside) and globs. A file that two
            of them name is read once.
        mapping: field of an article (`pipeline.inputs.columns.FIELDS`) -> the column that feeds it.
        timezone: the zone of times that name none.
        limit: stop after this many articles; rejects do not count.
        meter: told how much was read, while it is.

    Yields:
        An article, or why there is none: for a record, or for what is left of a file.

    Raises:
        InputError: an input does not exist or holds no file, or no table has a mapped column.
        UsageError: ``mapping`` names no field of an article, or ``timezone`` no zone.
    """
    mapping = check_mapping(mapping)
    naive = dates.zone(timezone)
    sources = discover(inputs)
    if mapping:
        require_mapped_in(sources, mapping)
    meter = meter or Meter()
    meter.start(sources)
    return _limited(_Reader(mapping, naive, meter).sources(sources), limit)


def read_frame(
    frame: "pd.DataFrame", *, mapping: Mapping[str, str] | None = None, timezone: str = TIMEZONE
) -> Iterator[Article | Reject]:
    """Read the articles of a frame, by the rules of `read` for a table.

    Raises:
        InputError: the frame has no column of text, or lacks one that is mapped.
        UsageError: ``mapping`` names no field of an article, or ``timezone`` no zone.
    """
    mapping = check_mapping(mapping)
    naive = dates.zone(timezone)
    names = tuple(str(name) for name in frame.columns)
    require_mapped(names, mapping)
    if not recognise(names, mapping).has_text:
        raise InputError(
            f"The frame has no column of text; its columns are: {', '.join(names) or 'none'}.",
            hint="Name one, such as mapping={'text': 'isi'}.",
        )
    cells = frame.astype(object).where(frame.notna(), None)
    rows = (
        Row(number, dict(zip(names, row, strict=True)))
        for number, row in enumerate(cells.itertuples(index=False, name=None), 1)
    )
    return _Reader(mapping, naive, Meter()).table(Table(names, rows), None)


def read_one(file: str) -> Article:
    """Read the one article of a file; ``-`` is standard input.

    Raises:
        InputError: it does not exist or cannot be read.
        UsageError: it holds several articles.
    """
    if file == "-":
        try:
            return Article(article_id="stdin", text=read_standard_input().text)
        except FileProblem as problem:
            raise InputError(
                f"cannot read the article from stdin: {problem.detail}", "Pipe in plain text."
            ) from problem
    found = list(read([file], limit=2))
    if len(found) > 1:
        hint = f"Use: kutipan run {file} --out DIR"
        raise UsageError(f"{file} holds more than one article", hint)
    if isinstance(found[0], Reject):
        hint = "Give one article as text or HTML."
        raise InputError(f"cannot read {file}: {found[0].detail}", hint)
    return found[0]


def _limited(found: Iterator[Article | Reject], limit: int | None) -> Iterator[Article | Reject]:
    if limit is not None and limit <= 0:
        return
    articles = 0
    for item in found:
        yield item
        articles += isinstance(item, Article)
        if articles == limit:
            return


class _Reader:
    """One run over inputs: what the caller asked for, and the ids given so far."""

    def __init__(self, mapping: Mapping[str, str], naive: ZoneInfo, meter: Meter) -> None:
        self._meter = meter
        self._mapping = mapping
        self._naive = naive
        self._ids = Ids()
        self._recognised: dict[tuple[str, ...], Columns] = {}

    def sources(self, sources: Sequence[Source]) -> Iterator[Article | Reject]:
        stems = Counter(source.stem for source in sources if source.is_page)
        for source in sources:
            self._meter.open(source)
            if source.problem:
                yield _reject(source, Reason.UNREADABLE, source.problem)
            elif not source.format:
                yield _reject(source, Reason.UNSUPPORTED, f"endings that can be read: {ENDINGS}")
            elif source.is_page:
                yield self._page(source, shared_stem=stems[source.stem] > 1)
            else:
                yield from self._records(source)

    def _page(self, source: Source, *, shared_stem: bool) -> Article | Reject:
        def take() -> Page:
            with failures():
                return read_text(source) if source.format == "text" else read_html(source)

        try:
            page = within(SECONDS, take)
        except FileProblem as problem:
            return _reject(source, problem.reason, problem.detail)
        except TookTooLong:
            return _reject(source, Reason.TIME_LIMIT, told(SECONDS))
        return Article(
            article_id=self._ids.give(page_ids(source, shared_stem)),
            text=page.text,
            title=plain(page.title),
            outlet=site(page.url) or plain(page.site) or source.folder,
            published_at=dates.parse(page.published, self._naive),
            url=plain(page.url),
            source_file=source.name,
        )

    def _records(self, source: Source) -> Iterator[Article | Reject]:
        empty = True
        before = state(source)
        try:
            with failures(), open_tables(source, self._mapping, self._meter) as tables:
                for table in tables:
                    for item in self.table(table, source):
                        empty = False
                        yield item
        except FileProblem as problem:
            yield _reject(source, problem.reason, problem.detail)
        else:
            if empty:
                yield _reject(source, Reason.EMPTY, "the table holds no records")
        if state(source) != before:
            detail = (
                "the file was changed while it was read: records may be missing or of two states"
            )
            yield _reject(source, Reason.CHANGED, detail)

    def table(self, table: Table, source: Source | None) -> Iterator[Article | Reject]:
        """Read the rows of one table; where none can hold an article, say so once."""
        if table.columns is not None and not recognise(table.columns, self._mapping).has_text:
            sheet = f"sheet {table.part!r}: " if table.part else ""
            detail = f"{sheet}no column of text among: {listed(table.columns)}"
            yield _reject(source, Reason.NO_TEXT_COLUMN, detail)
            return
        # Records without a header are held back until one has a text: a file of other things is
        # one reject, a record without a text among others is one of its own.
        held: list[tuple[int, tuple[str, ...]]] = []
        any_text = table.columns is not None
        for row in table.rows:
            if isinstance(row, BadRow):
                yield _reject(source, row.reason, row.detail, row.number)
                continue
            columns = self._columns(row)
            if columns.has_text:
                any_text = True
                yield from self._without_text(held, source)
                held = []
                yield self._article(row, columns, source)
            else:
                held.append((row.number, tuple(row.values)))
                any_text = any_text or len(held) > _HELD
                if any_text:
                    yield from self._without_text(held, source)
                    held = []
        if held and not any_text:
            detail = f"no column of text in {len(held)} records, such as: {listed(held[0][1])}"
            yield _reject(source, Reason.NO_TEXT_COLUMN, detail)

    def _columns(self, row: Row) -> Columns:
        key = tuple(map(str, row.values))
        if key not in self._recognised:
            if len(self._recognised) > 1000:  # records that each have keys of their own
                self._recognised.clear()
            self._recognised[key] = recognise(key, self._mapping)
        return self._recognised[key]

    @staticmethod
    def _without_text(
        held: Sequence[tuple[int, tuple[str, ...]]], source: Source | None
    ) -> Iterator[Reject]:
        for number, names in held:
            detail = f"no column of text among: {listed(names)}"
            yield _reject(source, Reason.NO_TEXT_COLUMN, detail, number)

    def _article(self, row: Row, columns: Columns, source: Source | None) -> Article | Reject:
        def field(name: str) -> str:
            return plain(cell_text(columns.cell(name, row.values)))

        try:
            text = cell_text(columns.cell("text", row.values))
            own, link = field("id"), field("url")
            title, outlet = field("title"), field("outlet")
        except FileProblem as problem:
            return _reject(source, problem.reason, problem.detail, row.number)
        if is_missing(text):
            return _reject(source, Reason.EMPTY, "the record has no text", row.number, own or link)
        if len(text) > MAX_ARTICLE:
            detail = f"a text of {len(text):,} characters"
            return _reject(source, Reason.TOO_LARGE, detail, row.number, own or link)
        return Article(
            article_id=self._ids.give(row_ids(own, link, text, source, row.number)),
            text=text,
            title=title,
            outlet=outlet or site(link) or (source.folder if source else ""),
            published_at=dates.parse(columns.cell("published_at", row.values), self._naive),
            url=link,
            source_file=source.name if source else "",
            source_row=row.number,
        )


def _reject(
    source: Source | None, reason: Reason, detail: str, row: int | None = None, article_id: str = ""
) -> Reject:
    return Reject(
        stage=Stage.READ,
        reason=reason,
        detail=plain(detail),
        article_id=article_id,
        source_file=source.name if source else "",
        source_row=row,
    )
