"""Where an export goes: the file that was named, whole or not at all, over no other unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import NotFound, Refused, UserError
from engine.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.exports import Format


def check_target(target: Path, form: Format, *, replace: bool) -> None:
    """Refuse a place where the file cannot be, before any work is done for it.

    Raises:
        UserError: its name does not end as files of this format do.
        NotFound: its folder is not there.
        Refused: something has this name already, and is not to be replaced, or cannot be.
    """
    if target.suffix.lower() != form.suffix or not target.stem.strip("."):
        raise UserError(f"a file for {form.label} ends with {form.suffix}: {target.name!r}")
    if not target.parent.is_dir():
        raise NotFound("folder", str(target.parent))
    if target.is_dir():
        raise Refused(f"there is a folder of this name: {target.name}")
    if target.is_symlink():
        raise Refused(f"{target.name} is a link: name the file itself")
    if target.exists() and not replace:
        raise Refused(f"{target.name} is there already: say --replace to write over it")


def deliver(data: bytes, target: Path, *, replace: bool) -> None:
    """Put the file in its place.

    Raises:
        Refused: meanwhile something has this name; it is untouched.
        DiskFailed: it could not be written; what was there before is still there.
    """
    if replace:
        files.write_atomic(target, data)
    else:
        files.write_new(target, data)
