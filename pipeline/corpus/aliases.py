"""The public figures whom the press calls by several names: the bundled list and a user's own.

A list is TOML: the name that stands for a person, and the other forms.

    "joko widodo" = ["jokowi"]
    "prabowo subianto" = ["presiden prabowo"]

A form counts where it is the speaker's name, or where the name is its end and the speaker's role or
title begins with the rest (``Prabowo``, role ``Presiden RI``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from pipeline.errors import InputError
from pipeline.lexicon import parsed
from pipeline.lexicon import words as listed
from pipeline.resolution.spelling import fold, respelt, untitled

_BUNDLED = "people.toml"
_EXAMPLE = 'write a line for each person: "joko widodo" = ["jokowi"]'
# Stand before a role that was held: `mantan Presiden`.
_FORMER = listed("roles", "former")
_POSITIONS = listed("roles", "head") | listed("honorifics")
# A role that begins so is nobody's whom a list names.
PRIVATE = listed("joining", "private")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of a form: ``before`` opens the role or title, and the name is the rest."""

    before: Words
    person: Words


@dataclass(frozen=True, slots=True)
class Aliases:
    """Who is meant by which name.

    Attributes:
        forms: the words of a name -> the forms that end in it.
    """

    forms: Mapping[Words, tuple[Form, ...]]

    def person(self, name: str, role: str | None, honorific: str | None) -> str | None:
        """Return the listed person whom a speaker's name means, folded; ``None`` where none."""
        begins = [fold(role or "").split(), fold(honorific or "").split()]
        if begins[0][:1] and begins[0][0] in PRIVATE:
            return None
        if begins[0][:1] and begins[0][0] in _FORMER:
            begins[0] = begins[0][1:]
        bare = fold(untitled(name))
        # Menteri Sosial Khofifah | Indar Parawansa: what the role took of the name goes back to it.
        taken = [word for word in begins[0][-1:] if word not in _POSITIONS]
        for form in dict.fromkeys((fold(name), bare, respelt(bare), " ".join([*taken, bare]))):
            people = {
                found.person
                for found in self.forms.get(tuple(form.split()), ())
                if any(tuple(begin[: len(found.before)]) == found.before for begin in begins)
            }
            if len(people) == 1:
                return " ".join(people.pop())
        return None


@cache
def bundled() -> Aliases:
    """Return the list of the package."""
    return _indexed(_BUNDLED, _entries(_BUNDLED, _bundled_text()))


def read_aliases(path: Path | None) -> Aliases:
    """Return the bundled list with that of ``path`` on top: its entry of a name replaces ours.

    Raises:
        InputError: where the file is missing, is not of that form, or names two people alike.
    """
    if path is None:
        return bundled()
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", _EXAMPLE) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text", "save it as UTF-8") from error
    ours = _entries(_BUNDLED, _bundled_text())
    return _indexed(str(path), ours | _entries(str(path), text))


def _bundled_text() -> str:
    return files("pipeline.lexicon").joinpath(_BUNDLED).read_text(encoding="utf-8")


def _entries(source: str, text: str) -> dict[str, list[str]]:
    data = parsed(text, source, _EXAMPLE)
    entries: dict[str, list[str]] = {}
    for name, forms in data.items():
        if not isinstance(forms, list) or not all(isinstance(form, str) for form in forms):
            raise InputError(f"{source}: the entry {name!r} is not a list of names", _EXAMPLE)
        for form in (name, *forms):
            if not fold(form):
                raise InputError(f"{source}: {form!r} under {name!r} is no name", _EXAMPLE)
        if fold(name) in entries:
            raise InputError(f"{source}: {name!r} stands there twice", "keep one of the two")
        entries[fold(name)] = forms
    return entries


def _indexed(source: str, entries: Mapping[str, Sequence[str]]) -> Aliases:
    owners: dict[str, str] = {}
    for name, forms in entries.items():
        written = (name, *map(fold, forms))
        for form in dict.fromkeys((*written, *map(respelt, written))):
            if owners.setdefault(form, name) != name:
                raise InputError(
                    f"{source}: {form!r} would be {owners[form]!r} and {name!r}",
                    "a form means one person; say more (presiden jokowi), or leave it out of one",
                )
    index: dict[Words, list[Form]] = {}
    for form, name in owners.items():
        for before, ending in _readings(tuple(form.split())):
            index.setdefault(ending, []).append(Form(before, tuple(name.split())))
    return Aliases({ending: tuple(found) for ending, found in index.items()})


def _readings(form: Words) -> Iterator[tuple[Words, Words]]:
    """Yield how a form parts into the beginning of a role or title, and a name."""
    for at in range(len(form)):
        yield form[:at], form[at:]
