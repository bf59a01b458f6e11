"""The repairs that a text may get, as a table of named fixers, in the order they run.

None of them changes a character that can stand inside a quote, except white space that cannot be
read otherwise, mojibake, and HTML entities: quote marks, dashes, ligatures and full-width letters
stay as they were published.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from html.entities import html5

import ftfy
import regex
from ftfy.badness import is_bad

# Repairs may uncover one another (`&amp;lt;br&amp;gt;`), each time in fewer characters. Real text
# is done in two rounds; the bound is for text made to have more.
_MAX_ROUNDS = 12

_SURROGATE = regex.compile(r"[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
# Entities with their semicolon only, through any number of escapings: &ldquo; &amp;quot; &#8221;
_ENTITY = regex.compile(
    r"& (?: (?: amp | AMP | \#0{0,4}38 | \#x0{0,4}26 ) ; )*"
    r" ( \#\d{1,7} | \#[xX][0-9a-fA-F]{1,6} | \w{2,31} ) ;",
    regex.VERBOSE,
)
_ATTRIBUTES = r"(?: \s [^<>]{0,2000} )? /? >"
# Tags that end a line: <br /> </p> <li>
_BREAK_TAG = regex.compile(
    r"</? (?: br | p | div | li | ul | ol | h[1-6] | tr | table | blockquote | figure | figcaption"
    rf" | hr | article | section ) {_ATTRIBUTES}",
    regex.VERBOSE | regex.IGNORECASE,
)
# Tags inside a line: <strong> </a> <span class="x">
_INLINE_TAG = regex.compile(
    r"</? (?: a | b | i | u | em | strong | span | font | small | sup | sub | img | td | th )"
    rf" {_ATTRIBUTES}",
    regex.VERBOSE | regex.IGNORECASE,
)
# `”` that went through Windows-1252 and lost its last byte, which has no character there.
_LOST_QUOTE = regex.compile("â€\N{REPLACEMENT CHARACTER}")
# What nearly all Indonesian news holds beside ASCII; mojibake of any kind holds something else.
_UNUSUAL = regex.compile(r"[^\x00-\x7f‘’“”–—…•\N{NO-BREAK SPACE}]")
_C1_CONTROL = regex.compile(r"[\x80-\x9f]")
_LINE_BREAK = regex.compile(r"\r\n?|[\v\f\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ZERO_WIDTH = regex.compile(
    "[\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{SOFT HYPHEN}]"
    # A joiner shapes Arabic, Javanese and emoji; beside Latin letters it does nothing.
    r"|(?<=[\p{Latin}\p{N}\s.,;:!?])[\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]"
    r"(?=[\p{Latin}\p{N}\s.,;:!?])"
)
_DIRECTION = regex.compile(
    "[\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT EMBEDDING}-"
    "\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}-\N{POP DIRECTIONAL ISOLATE}]"
)
_RIGHT_TO_LEFT = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}]")
# No-break, em, thin, ideographic and their like. A tab is read as it stands.
_SPACE = regex.compile(r"[\p{Zs}--\ ]", regex.V1)


@dataclass(frozen=True, slots=True)
class Fixer:
    """One repair: ``fix`` returns the text and how often it changed it."""

    name: str
    fix: Callable[[str], tuple[str, int]]


def repair(text: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """Run all fixers until none changes the text, and tell how often each did."""
    counts: Counter[str] = Counter()
    for _ in range(_MAX_ROUNDS):
        before = text
        for fixer in FIXERS:
            text, count = fixer.fix(text)
            if count:
                counts[fixer.name] += count
        if text == before:
            break
    return text, tuple((fixer.name, counts[fixer.name]) for fixer in FIXERS if counts[fixer.name])


def _replacing(pattern: regex.Pattern[str], replacement: str) -> Callable[[str], tuple[str, int]]:
    def fix(text: str) -> tuple[str, int]:
        return pattern.subn(replacement, text)

    return fix


def _join_surrogates(text: str) -> tuple[str, int]:
    """Join the halves that JSON escapes a character into; a half alone cannot be written."""
    try:
        text.encode()
    except UnicodeEncodeError:
        pass
    else:
        return text, 0  # the usual case, told fast
    return _SURROGATE.subn(
        lambda found: found[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace"), text
    )


def _unescape_entities(text: str) -> tuple[str, int]:
    count = 0

    def character(found: regex.Match[str]) -> str:
        nonlocal count
        name = found[1]
        if name[0] != "#" and f"{name};" not in html5:
            return found[0]  # `R&D;`
        count += 1
        return unescape(f"&{name};")

    if "&" not in text:
        return text, 0
    return _ENTITY.sub(character, text), count


def _fix_mojibake(text: str) -> tuple[str, int]:
    """Read again, line by line, what was decoded as another encoding; good lines stay."""
    if not _UNUSUAL.search(text):
        return text, 0
    lines = text.split("\n")
    count = 0
    for number, line in enumerate(lines):
        if not line.isascii() and is_bad(line):
            fixed = ftfy.fix_encoding(line)
            if fixed != line:
                lines[number] = fixed
                count += 1
    return "\n".join(lines), count


def _read_c1_controls(text: str) -> tuple[str, int]:
    """Read the control characters of Latin-1 as the Windows-1252 characters that were meant."""
    return _C1_CONTROL.subn(
        lambda found: found[0].encode("latin-1").decode("cp1252", "replace"), text
    )


def _drop_direction_marks(text: str) -> tuple[str, int]:
    """Drop marks for the direction of writing from lines that run in one direction only."""
    if not _DIRECTION.search(text):
        return text, 0
    count = 0
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not _RIGHT_TO_LEFT.search(line):
            lines[number], dropped = _DIRECTION.subn("", line)
            count += dropped
    return "\n".join(lines), count


FIXERS = (
    Fixer("surrogates", _join_surrogates),
    Fixer("html_entities", _unescape_entities),
    Fixer("break_tags", _replacing(_BREAK_TAG, "\n")),
    Fixer("inline_tags", _replacing(_INLINE_TAG, "")),
    Fixer("lost_quotes", _replacing(_LOST_QUOTE, "\N{RIGHT DOUBLE QUOTATION MARK}")),
    Fixer("mojibake", _fix_mojibake),
    Fixer("c1_controls", _read_c1_controls),
    Fixer("line_breaks", _replacing(_LINE_BREAK, "\n")),
    Fixer("control_characters", _replacing(_CONTROL, "")),
    Fixer("zero_width", _replacing(_ZERO_WIDTH, "")),
    Fixer("direction_marks", _drop_direction_marks),
    Fixer("spaces", _replacing(_SPACE, " ")),
)
