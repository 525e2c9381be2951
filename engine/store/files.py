"""The one door (08 W): everything that writes, renames, links or removes files goes through here.

Paths are absolute. ``ProjectFiles`` in ``project_files`` stands before it and speaks of places
inside a project; state and caches of the user come here directly.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Self

from engine.errors import CorruptFile, DiskFailed, Refused
from engine.store.json_text import LARGEST_DOCUMENT, parse_object
from engine.store.renames import rename_no_replace
from engine.store.shared_sync import shared_sync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TEMPORARY = (".recoil-", ".tmp")  # how names of unfinished files begin and end
TORN = b"\x18\n"  # cancel: what stands before it on the line does not count

_BINARY = getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY
_APPEND = os.O_RDWR | os.O_CREAT | os.O_APPEND | _NO_LINK | _BINARY
_PIECE = 1024 * 1024
_END = 65536
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "no permission",
    errno.EPERM: "no permission",
    errno.EIO: "the disk has an error",
    errno.ENOENT: "the folder is gone",
    errno.ELOOP: "a link lies in the way",
    errno.ENAMETOOLONG: "the name is too long",
}


class UnreadableFile(CorruptFile):
    """A file is there but the system does not give it out; like a corrupt one it stays as it is."""

    code = "unreadable_file"


# -- reading -----------------------------------------------------------------


def read_bytes(path: Path, largest: int = LARGEST_DOCUMENT) -> bytes | None:
    """All of a file; None when there is none.

    Raises:
        UnreadableFile: it is there and cannot be read, or is no plain file.
        CorruptFile: it is larger than ``largest`` bytes.
    """
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read: {reason_of(error)}") from error
    if len(data) > largest:
        raise CorruptFile(path, f"larger than {largest // 1024**2} MiB")
    return data


def read_text(path: Path, largest: int = LARGEST_DOCUMENT) -> str | None:
    """All of a UTF-8 file as it is, line ends and all; None when there is none."""
    data = read_bytes(path, largest)
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError as error:
        raise CorruptFile(path, f"not UTF-8 at byte {error.start}") from error


def read_json(path: Path) -> dict[str, object] | None:
    """The JSON object in a file; None when there is no file. Corrupt is an error, never None."""
    data = read_bytes(path)
    return None if data is None else parse_object(data, path)


def sha256(path: Path) -> str:
    """The hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(path: Path) -> int:
    """How many bytes a file has; DiskFailed when it is gone."""
    with _disk(path):
        return path.stat().st_size


def read_ends(path: Path) -> tuple[int, bytes]:
    """The size of a file, and its first and last 64 KiB: what tells big files apart quickly.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(_END)
        file.seek(max(len(head), size - _END))
        return size, head + file.read(_END)


# -- writing -----------------------------------------------------------------


def write_atomic(path: Path, data: bytes) -> None:
    """Put ``data`` under ``path`` whole or not at all, and on the disk before it returns.

    Raises:
        DiskFailed: it could not be written; what was there before is still there.
    """
    with _disk(path), _temporary(path) as temporary:
        _create(temporary, data, mode_like=path, sync=_sync)
        os.replace(temporary, path)  # noqa: PTH105 - one family of calls
        sync_folder(path.parent)


def write_unsettled(path: Path, data: bytes) -> None:
    """Like ``write_atomic``, but its name is on the disk only after ``sync_folder``."""
    with _disk(path), _temporary(path) as temporary:
        _create(temporary, data, mode_like=path, sync=_sync)
        temporary.replace(path)


def write_quick(path: Path, data: bytes) -> None:
    """Like ``write_atomic`` for what may be lost in a power cut: caches and notes."""
    with _disk(path), _temporary(path) as temporary:
        _create(temporary, data, mode_like=path, sync=lambda _descriptor: None)
        os.replace(temporary, path)  # noqa: PTH105 - one family of calls


def write_new(path: Path, data: bytes) -> None:
    """Like ``write_atomic``, but refuses a name that is taken.

    Raises:
        Refused: something has this name already; it is untouched.
    """
    with _disk(path), _temporary(path) as temporary:
        _create(temporary, data, mode_like=path, sync=_sync)
        _rename(temporary, path)
        sync_folder(path.parent)


class Arriving:
    """A file that comes piece by piece; it gets its name, over an older one, when it is whole.

    Used as ``with Arriving(path) as file``: leaving without ``finish`` leaves nothing behind.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.temporary = path.with_name(TEMPORARY[0] + secrets.token_hex(8) + TEMPORARY[1])
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        with _disk(self._path):
            self._descriptor = os.open(self.temporary, _NEW_FILE, 0o666)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._close()
        remove_quick(self.temporary)

    def write(self, piece: bytes) -> None:
        """Add a piece; DiskFailed when it does not fit."""
        with _disk(self._path):
            _write_all(self._open(), piece)

    def sync(self) -> None:
        """Put what has come so far on the disk; nothing is added afterwards."""
        with _disk(self._path):
            _sync(self._open())
        self._close()

    def finish(self) -> None:
        """Give the file its name; it is on the disk before this returns."""
        if self._descriptor is not None:
            self.sync()
        with _disk(self._path):
            os.replace(self.temporary, self._path)  # noqa: PTH105 - one family of calls
            sync_folder(self._path.parent)

    def _open(self) -> int:
        if self._descriptor is None:
            raise OSError(errno.EBADF, "not open")
        return self._descriptor

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def append_line(path: Path, line: str) -> None:
    """Add one line to a log with one write; a torn last line of somebody else is ended first.

    The caller holds the log's lock. Raises DiskFailed, with the log as it was.
    """
    with _disk(path):
        descriptor = os.open(path, _APPEND, 0o666)
        try:
            _append(descriptor, line.encode() + b"\n", path)
        finally:
            os.close(descriptor)


def append_whole(path: Path, lines: bytes) -> int:
    """Add whole lines to a log that is there, with one write; gives its size after that.

    The caller holds its lock. A torn last line is ended with ``TORN``: a line that ends otherwise
    was once whole. Nothing is synced: ``sync_file`` may follow when the lock is let go, it covers
    all that stands there.

    Raises:
        DiskFailed: the log is gone, or the disk took only a part; whole lines of it stay.
    """
    with _disk(path):
        descriptor = os.open(path, _APPEND & ~os.O_CREAT)
        try:
            size = os.fstat(descriptor).st_size
            is_torn = size > 0 and _last_byte(descriptor) != b"\n"
            _append_whole(descriptor, TORN * is_torn, lines, size)
            return size + len(TORN) * is_torn + len(lines)
        finally:
            os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make sure that a finished file's content is on the disk."""
    with _disk(path):
        descriptor = os.open(path, os.O_RDWR | _NO_LINK | _BINARY)
        try:
            _sync(descriptor)
        finally:
            os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk; Windows does it by itself.

    Threads that ask for the same folder at once share a sync.
    """
    if sys.platform == "win32":
        return
    with _disk(folder):
        shared_sync(str(folder)).run(partial(_sync_names, folder))


def make_folder(folder: Path) -> None:
    """Create a folder and those above it that lack, each known to the disk."""
    with _disk(folder):
        for missing in _missing_folders(folder):
            with suppress(FileExistsError):
                os.mkdir(missing)  # noqa: PTH102 - one family of calls
            sync_folder(missing.parent)


# -- moving and removing -----------------------------------------------------


def move_no_replace(source: Path, target: Path) -> None:
    """Move a file or folder; the target's folder must be there, across devices files only.

    Raises:
        Refused: the name is taken; nothing has changed.
        DiskFailed: the system would not; the source is still there.
    """
    with _disk(target):
        try:
            _rename(source, target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            copy_no_replace(source, target)
            os.unlink(source)  # noqa: PTH108 - the copy is verified and on the disk
        sync_folder(target.parent)
        if source.parent != target.parent:
            sync_folder(source.parent)


def move_unsettled(source: Path, target: Path) -> None:
    """Like ``move_no_replace``, but names are on the disk only after ``sync_folder`` of both."""
    with _disk(target):
        try:
            _rename(source, target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            move_no_replace(source, target)


def copy_no_replace(source: Path, target: Path) -> None:
    """Copy a file, compare what arrived with what was sent, and only then give it its name.

    Raises:
        Refused: the name is taken.
        DiskFailed: the copy failed or differs; nothing has changed.
    """
    with _disk(target), _temporary(target) as temporary:
        sent = _copy(source, temporary)
        if sha256(temporary) != sent:
            raise OSError(errno.EIO, "the copy differs from its source")
        _rename(temporary, target)
        sync_folder(target.parent)


def remove_file(path: Path) -> None:
    """Remove a file of ours: a temporary one, or one whose whole content is kept elsewhere."""
    with _disk(path):
        with suppress(FileNotFoundError):
            os.unlink(path)  # noqa: PTH108 - one family of calls
        sync_folder(path.parent)


def remove_quick(path: Path) -> None:
    """Remove a cache entry or a note; not to have removed it does no harm."""
    with suppress(OSError):
        os.unlink(path)  # noqa: PTH108 - one family of calls


def touch(path: Path) -> None:
    """Note that a cache entry was used now."""
    with suppress(OSError):
        os.utime(path)


def remove_empty_folders(folder: Path, *, up_to: Path) -> None:
    """Remove a folder and those above it, below ``up_to``, as far as they are empty."""
    while folder != up_to and up_to in folder.parents:
        try:
            os.rmdir(folder)  # noqa: PTH106 - one family of calls
        except OSError:
            return
        folder = folder.parent


def remove_own_folder(folder: Path) -> None:
    """Remove a folder of unfinished work with all in it; links in it are not followed.

    What cannot be removed now is removed when the project is opened again.
    """
    with suppress(OSError):
        shutil.rmtree(folder)


def is_temporary(name: str) -> bool:
    """Whether a file of this name is something unfinished of ours."""
    return name.startswith(TEMPORARY[0]) and name.endswith(TEMPORARY[1])


def reason_of(error: OSError) -> str:
    """A system error in a few words for people."""
    return _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()


# -- inside ------------------------------------------------------------------


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DiskFailed(path, reason_of(error)) from error


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """A free name beside ``path``; whatever stands under it when something fails is thrown away."""
    temporary = path.with_name(TEMPORARY[0] + secrets.token_hex(8) + TEMPORARY[1])
    with ExitStack() as failed:
        failed.callback(remove_quick, temporary)
        yield temporary
        failed.pop_all()


def _create(path: Path, data: bytes, *, mode_like: Path, sync: Callable[[int], None]) -> None:
    descriptor = os.open(path, _NEW_FILE, 0o666)
    try:
        _write_all(descriptor, data)
        _take_mode(descriptor, mode_like)
        sync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _take_mode(descriptor: int, like: Path) -> None:
    # Colleagues who could write the old file can write the new one.
    if sys.platform == "win32":
        return
    with suppress(OSError):
        os.fchmod(descriptor, stat.S_IMODE(like.lstat().st_mode))


def _append(descriptor: int, line: bytes, path: Path) -> None:
    size = os.fstat(descriptor).st_size
    whole = b"\n" + line if size and _last_byte(descriptor) != b"\n" else line
    if os.write(descriptor, whole) != len(whole):
        os.ftruncate(descriptor, size)
        raise OSError(errno.ENOSPC, "only a part could be written", str(path))


def _append_whole(descriptor: int, ending: bytes, lines: bytes, size: int) -> None:
    written = os.write(descriptor, ending + lines)
    if written < len(ending) + len(lines):
        # Readers may have seen the whole ones already; nothing that was seen may vanish.
        kept = lines[: max(0, written - len(ending))].rfind(b"\n") + 1
        os.ftruncate(descriptor, size + (min(written, len(ending)) + kept))
        raise OSError(errno.ENOSPC, "only a part could be written")


def _last_byte(descriptor: int) -> bytes:
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1)


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl  # late: only there

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        return
    os.fsync(descriptor)


def _sync_names(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rename(source: Path, target: Path) -> None:
    try:
        rename_no_replace(source, target)
    except FileExistsError as error:
        raise Refused(f"the name is taken: {target.name}") from error


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    descriptor = os.open(target, _NEW_FILE, 0o666)
    try:
        with source.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                _write_all(descriptor, piece)
        _take_mode(descriptor, source)
        _sync(descriptor)
    finally:
        os.close(descriptor)
    times = source.stat()
    os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))
    return digest.hexdigest()


def _missing_folders(folder: Path) -> list[Path]:
    missing: list[Path] = []
    while not folder.is_dir():
        missing.append(folder)
        if folder.parent == folder:
            break
        folder = folder.parent
    return missing[::-1]
