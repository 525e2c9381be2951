"""Renaming that never replaces what stands under the new name (08 M3)."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_HERE = -100  # AT_FDCWD: relative paths start at the working folder
_NO_REPLACE = 1  # Linux: RENAME_NOREPLACE
_EXCLUSIVE = 4  # macOS: RENAME_EXCL
# The file system, or a kernel of long ago, does not know the flag.
_NOT_SUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def rename_no_replace(source: Path, target: Path) -> None:
    """Rename a file or folder on one device.

    Raises:
        FileExistsError: something stands under the new name; nothing has changed.
        OSError: anything else, ``EXDEV`` when the two lie on different devices.
    """
    if sys.platform == "win32":
        os.rename(source, target)  # noqa: PTH104 - on Windows this refuses a taken name
        return
    call = _system_call()
    if call is None:
        link_and_unlink(source, target)
        return
    # The call goes past Python, so it announces itself as os.rename does.
    sys.audit("os.rename", source, target, -1, -1)
    number = call(os.fsencode(source), os.fsencode(target))
    if number in _NOT_SUPPORTED:
        link_and_unlink(source, target)
    elif number:
        raise OSError(number, os.strerror(number), str(source), None, str(target))


def link_and_unlink(source: Path, target: Path) -> None:
    """The same where the system has no such call; a folder needs a free name beforehand."""
    if source.is_dir() and not source.is_symlink():
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        os.rename(source, target)  # noqa: PTH104 - the name is free; folders cannot be linked
        return
    os.link(source, target, follow_symlinks=False)
    # Whoever is killed here leaves one file under two names; recovery takes the old one away.
    os.unlink(source)  # noqa: PTH108 - one family of calls


@cache
def _system_call() -> Callable[[bytes, bytes], int] | None:
    """A function that renames and answers with 0 or the error's number."""
    library = ctypes.CDLL(None, use_errno=True)
    name = "renamex_np" if sys.platform == "darwin" else "renameat2"
    function = getattr(library, name, None)
    if function is None:
        return None
    if sys.platform == "darwin":
        return lambda a, b: _error_of(function(a, b, ctypes.c_uint(_EXCLUSIVE)))
    return lambda a, b: _error_of(function(_HERE, a, _HERE, b, ctypes.c_uint(_NO_REPLACE)))


def _error_of(result: int) -> int:
    return ctypes.get_errno() if result else 0
