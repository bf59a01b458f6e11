"""Files that hold one article: plain text and web pages."""

import sys
from dataclasses import dataclass

import regex

from pipeline.inputs.encodings import decode, refuse_binary, wide_encoding
from pipeline.inputs.rows import FileProblem
from pipeline.inputs.sources import Source
from pipeline.inputs.streams import MAX_ARTICLE, read_bytes
from pipeline.records import Reason

MAX_PAGE = 20_000_000
"""Bytes of a web page; past this its parser takes minutes."""

_CHARSET = regex.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", regex.IGNORECASE
)
_PUBLISHED = regex.compile(
    r"""
    <meta \s [^>]{0,300}?
    (?: property | name | itemprop ) \s*=\s* ["']
    (?: article:published_time | datePublished | publishdate | pubdate ) ["']
    [^>]{0,300} >
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_CONTENT = regex.compile(r"content\s*=\s*[\"']([^\"'<>]{4,60})[\"']", regex.IGNORECASE)
# A page without an article leaves menus: short lines. One as long as a sentence makes an article.
_SENTENCE = 80


@dataclass(frozen=True, slots=True)
class Page:
    """What one file says about its article; empty where it says nothing."""

    text: str
    title: str = ""
    url: str = ""
    site: str = ""
    published: str = ""


def read_text(source: Source) -> Page:
    """Read a text file.

    Raises:
        FileProblem: it cannot be read or decoded, is empty, or larger than any article.
    """
    text = decode(read_bytes(source, MAX_ARTICLE))
    if not text.strip():
        raise FileProblem(Reason.EMPTY, "the file holds nothing but white space")
    return Page(text)


def read_standard_input() -> Page:
    """Read the text of an article that is piped in.

    Raises:
        FileProblem: it is no text, cannot be decoded, or is larger than any article.
    """
    content = sys.stdin.buffer.read(MAX_ARTICLE + 1)
    if len(content) > MAX_ARTICLE:
        raise FileProblem(Reason.TOO_LARGE, f"more than {MAX_ARTICLE:,} bytes")
    refuse_binary(content)
    return Page(decode(content))


def read_html(source: Source) -> Page:
    """Read a web page and keep its article, a line a paragraph. Nothing is fetched.

    Raises:
        FileProblem: it cannot be read or decoded, or holds no article.
    """
    import trafilatura  # slow to import, and needed for pages alone

    html = _decode(read_bytes(source, MAX_PAGE))
    try:
        document = trafilatura.bare_extraction(
            html, include_comments=False, include_tables=False, with_metadata=True
        )
    except Exception as error:  # whatever a page does to the parser is that page's trouble alone
        raise FileProblem(Reason.NO_ARTICLE, f"the page cannot be parsed: {error}") from error
    found = (
        {} if document is None else (document if isinstance(document, dict) else document.as_dict())
    )
    text = str(found.get("text") or "")
    if not any(len(line) >= _SENTENCE for line in text.splitlines()):
        raise FileProblem(Reason.NO_ARTICLE, "the page holds no article")
    meta = _PUBLISHED.search(html)
    content = _CONTENT.search(meta[0]) if meta else None
    return Page(
        text=text,
        title=str(found.get("title") or ""),
        url=str(found.get("url") or ""),
        site=str(found.get("sitename") or found.get("hostname") or ""),
        published=content[1] if content else str(found.get("date") or ""),
    )


def _decode(data: bytes) -> str:
    """Decode a page: UTF-8 before what the page says of itself, which is often wrong."""
    if not wide_encoding(data):
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            declared = _CHARSET.search(data[:4096])
            if declared:
                try:
                    return data.decode(declared[1].decode("ascii"))
                except (LookupError, UnicodeDecodeError):
                    pass
    return decode(data)
