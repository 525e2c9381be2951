"""Reading small files by the thousand, in as few calls of the system as there can be."""

from __future__ import annotations

import errno
import os

LARGEST = 65_536
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


def read_small(path: str) -> bytes:
    """All of a plain file of less than 64 KiB.

    Raises:
        OSError: it is larger, a link, or cannot be read; ``files.read_bytes`` says what it is.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        data = os.read(descriptor, LARGEST)
    finally:
        os.close(descriptor)
    if len(data) == LARGEST:
        raise OSError(errno.EFBIG, "not small")
    return data
