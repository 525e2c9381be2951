"""Disks that refuse: tests may run as root, whom no permission stops."""

from __future__ import annotations

import errno
import os
from functools import partial, partialmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = ("mkdir", "rename", "replace", "link", "symlink", "unlink", "rmdir", "truncate", "utime")


def make_read_only(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let every change below ``folder`` fail as on a read-only disk."""
    opened = os.open

    def open_to_read(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if flags & _WRITES:
            _check(folder, errno.EROFS, path)
        return opened(path, flags, *more, **options)

    patch.setattr(os, "open", open_to_read)
    for name in _CHANGES:
        patch.setattr(os, name, partial(_refuse, getattr(os, name), folder, errno.EROFS))


def make_unreadable(patch: pytest.MonkeyPatch, file: Path) -> None:
    """Let ``file`` be opened by nobody of ours."""
    patch.setattr(Path, "open", partialmethod(_open_others, Path.open, file))


def make_full(patch: pytest.MonkeyPatch) -> None:
    """Let nothing more reach the disk."""

    def refuse(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    patch.setattr(os, "fsync", refuse)


def _open_others(
    path: Path, usual: Callable[..., Any], file: Path, *arguments: Any, **options: Any
) -> Any:
    _check(file, errno.EACCES, path)
    return usual(path, *arguments, **options)


def _refuse(
    call: Callable[..., Any], folder: Path, number: int, *arguments: Any, **options: Any
) -> Any:
    _check(folder, number, *arguments[:2])
    return call(*arguments, **options)


def _check(folder: Path, number: int, *paths: Any) -> None:
    for path in paths:
        if isinstance(path, str | os.PathLike) and Path(path).is_relative_to(folder):
            raise OSError(number, os.strerror(number), os.fspath(path))
