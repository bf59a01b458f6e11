"""From bytes to text: a byte order mark, else UTF-8, else what the bytes look like."""

import codecs

import regex
from charset_normalizer import from_bytes

from pipeline.inputs.rows import FileProblem
from pipeline.records import Reason

# The longer marks first: the one of UTF-32 begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "gzip data without the ending .gz",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"PAR1": "a Parquet file without its ending",
    b"SQLite format 3": "a database",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ": "xz data",
    b"7z\xbc\xaf": "a 7z archive",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
# A few stray NULs are repaired by `clean`; past this share the file is no text.
_MAX_CONTROLS = 0.05
# What Indonesian news in Windows-1252 holds: quotes, dashes, the hard space, signs, é and its like.
_WINDOWS = frozenset(
    b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa9\xab\xad\xae\xb0\xb2\xb7\xbb\xbd"
)
_WINDOWS_LETTERS = frozenset(
    b"\xc9\xe0\xe1\xe2\xe4\xe7\xe8\xe9\xea\xeb\xed\xef\xf1\xf3\xf4\xf6\xfa\xfc"
)
_SAMPLE = 262_144
_ESCAPED_BYTE = regex.compile("[\udc80-\udcff]")
_SEQUENCE = regex.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def wide_encoding(head: bytes) -> str | None:
    """Name the UTF-16 or UTF-32 encoding that the first bytes show, with or without a mark."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    sample = head[:4096]
    half = len(sample) // 2
    if half < 8:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    # Latin text in UTF-16 has a zero in nearly every second byte, and nearly none elsewhere.
    if odd > 0.6 and even < 0.05:
        return "utf-16-le"
    if even > 0.6 and odd < 0.05:
        return "utf-16-be"
    return None


def refuse_binary(head: bytes) -> None:
    """Check the first bytes of what should be a text file.

    Raises:
        FileProblem: they are those of another kind of file, or hold too many control characters.
    """
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            raise FileProblem(Reason.BINARY, f"not a text file but {kind}")
    if wide_encoding(head):
        return
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > _MAX_CONTROLS * len(head):
        raise FileProblem(
            Reason.BINARY, f"not a text file: {controls} control characters at its start"
        )


def decode(data: bytes) -> str:
    """Decode a whole text.

    Raises:
        FileProblem: no encoding makes text of the bytes.
    """
    wide = wide_encoding(data)
    if wide:
        return data.decode(wide, errors="replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = error
    sample = (
        data[:_SAMPLE] if problem.start < _SAMPLE // 2 else data[problem.start - 1024 :][:_SAMPLE]
    )
    high = {byte for byte in sample if byte >= 0x80}
    stray = _SEQUENCE.sub(b"", sample)
    if sum(byte >= 0x80 for byte in stray) * 4 < sum(byte >= 0x80 for byte in sample):
        # UTF-8 with a few bytes of something else, mostly pasted from Windows.
        return data.decode("utf-8-sig", errors="kutipan.windows-1252")
    if high <= (_WINDOWS | _WINDOWS_LETTERS):
        return data.decode("cp1252")
    best = from_bytes(sample).best()
    if best is None:
        raise FileProblem(Reason.UNDECODABLE, "no encoding makes readable text of the bytes")
    return data.decode(best.encoding, errors="replace").removeprefix("\ufeff")


def mend(text: str) -> str:
    """Decode again what `pipeline.inputs.streams.open_text` could not read as UTF-8.

    Raises:
        FileProblem: no encoding makes text of the bytes.
    """
    if not _ESCAPED_BYTE.search(text):
        return text
    return decode(text.encode("utf-8", errors="surrogateescape"))


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows-1252, those it lacks as U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", errors="replace"), error.end


codecs.register_error("kutipan.windows-1252", _windows_1252)
