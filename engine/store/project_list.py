"""Which projects there are; nothing of them is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import is_project_name
from engine.store import files

if TYPE_CHECKING:
    from pathlib import Path


def list_projects(root: Path) -> tuple[str, ...]:
    """The names of the projects in a folder, sorted; none when there is no such folder.

    Raises:
        UnreadableFile: the folder cannot be read.
    """
    try:
        folders = [entry.name for entry in root.iterdir() if entry.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise files.UnreadableFile(root, f"cannot be read: {files.reason_of(error)}") from error
    return tuple(sorted(name for name in folders if is_project_name(name)))
