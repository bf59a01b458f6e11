"""What every page of HTML is made from: its template, and the hashes of what it may run."""

import hashlib
from base64 import b64encode
from pathlib import PurePosixPath

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


def template(path: str) -> Template:
    """Return a template below this folder; what is put into it is escaped, and never missing."""
    place = PurePosixPath("outputs", path)
    return Environment(
        loader=PackageLoader("pipeline", str(place.parent)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(place.name)


def source_hash(source: str) -> str:
    """Return the hash by which a page allows this one script or style sheet, and no other."""
    return b64encode(hashlib.sha256(source.encode()).digest()).decode()
