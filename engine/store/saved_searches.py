"""Searches that people keep under a name: per project, theirs and not the project's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import NotFound, UserError
from engine.store import files
from engine.store.json_text import json_text, parse_object
from engine.store.locks import Locks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    _Change = Callable[[dict[str, str]], dict[str, str]]

FILE = "searches.json"
LONGEST_NAME = 60


class SavedSearches:
    """The searches of one project; windows and commands that keep some at once lose none."""

    def __init__(self, state_dir: Path, project: Path) -> None:
        self.path = state_dir / FILE
        self._project = project.absolute().as_posix()
        self._locks = Locks(state_dir / "locks")

    def all(self) -> dict[str, str]:
        """Name and query of each, in the order of their names.

        Raises:
            CorruptFile: they are there and cannot be read; the file stays as it is.
        """
        return self._own(files.read_json(self.path) or {})

    def get(self, name: str) -> str:
        """The query of this name, however it is capitalised.

        Raises:
            NotFound: there is none.
        """
        found = {known.casefold(): query for known, query in self.all().items()}
        try:
            return found[name.strip().casefold()]
        except KeyError:
            raise NotFound("search", name) from None

    def save(self, name: str, query: str) -> None:
        """Keep ``query`` as ``name``; one of the same name is replaced.

        Raises:
            UserError: no name, or one of several lines or more than 60 letters.
            CorruptFile, Busy, DiskFailed: nothing has changed.
        """
        checked = check_search_name(name)
        self._change(lambda own: {**_others(own, checked), checked: query})

    def forget(self, name: str) -> None:
        """Keep it no longer.

        Raises:
            NotFound: there is none of this name.
            CorruptFile, Busy, DiskFailed: nothing has changed.
        """

        def without(own: dict[str, str]) -> dict[str, str]:
            left = _others(own, name.strip())
            if len(left) == len(own):
                raise NotFound("search", name)
            return left

        self._change(without)

    def _own(self, whole: dict[str, object]) -> dict[str, str]:
        found = whole.get(self._project)
        kept = found if isinstance(found, dict) else {}
        texts = {name: query for name, query in kept.items() if isinstance(query, str)}
        return dict(sorted(texts.items(), key=lambda each: each[0].casefold()))

    def _change(self, change: _Change) -> None:
        files.make_folder(self.path.parent)
        with self._locks.hold("searches", "the saved searches"):
            text = files.read_text(self.path)
            whole = {} if text is None else parse_object(text, self.path)
            own = change(self._own(whole))
            files.write_atomic(
                self.path, json_text({**whole, self._project: own}, like=text).encode()
            )


def check_search_name(name: str) -> str:
    """The name as it is kept.

    Raises:
        UserError: it is none.
    """
    plain = " ".join(name.split())
    if not plain or not plain.isprintable():
        raise UserError("a saved search needs a name")
    if len(plain) > LONGEST_NAME:
        raise UserError(f"a name of at most {LONGEST_NAME} letters, please")
    return plain


def _others(own: dict[str, str], name: str) -> dict[str, str]:
    return {known: query for known, query in own.items() if known.casefold() != name.casefold()}
