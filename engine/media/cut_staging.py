"""Clips in the making: a hidden file beside the target, given its name only when it is whole."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.store.files import TEMPORARY, move_no_replace, remove_quick, sync_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A name beside ``target`` to write to; whatever is left there at the end is removed."""
    temporary = target.with_name(TEMPORARY[0] + secrets.token_hex(8) + TEMPORARY[1])
    try:
        yield temporary
    finally:
        remove_quick(temporary)


def publish(temporary: Path, target: Path) -> None:
    """Make the finished file durable and give it its name, never over another file.

    Raises:
        Refused: the name was taken meanwhile.
        DiskFailed: the system would not.
    """
    sync_file(temporary)
    move_no_replace(temporary, target)
