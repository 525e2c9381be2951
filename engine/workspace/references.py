"""The pictures a beat is rendered from: what they are, and whether they are there at all."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import RecoilError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.store.project import Project

SMALLEST = 64  # bytes; the smallest true picture of one pixel is larger
LARGEST = 64 * 1024**2

_URL = re.compile(r"https?://", re.IGNORECASE)
_HEAD = 256
_LFS = b"version https://git-lfs.github.com/spec/"
_PNG, _JPEG, _RIFF, _WEBP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"WEBP"


class ReferencesBroken(UserError):
    """References are missing or are no pictures; nothing was spent. One line names each."""

    code = "references_broken"

    def __init__(self, problems: tuple[str, ...]) -> None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")
        self.problems = problems

    def as_json(self) -> dict[str, object]:
        """The error with every problem, not only the first."""
        return {**super().as_json(), "problems": list(self.problems)}


def is_url(reference: str) -> bool:
    """Whether a reference lies on the net; those are passed on as they are."""
    return _URL.match(reference) is not None


def check_references(project: Project, references: Iterable[str]) -> None:
    """Make sure that every reference that is no URL is a picture that can be sent.

    Raises:
        ReferencesBroken: names each that is missing, no plain file, no picture, of an unlikely
            size, a git-lfs pointer, or outside the project.
    """
    found = [picture_problem(project, reference) for reference in dict.fromkeys(references)]
    if problems := tuple(problem for problem in found if problem):
        raise ReferencesBroken(problems)


def picture_problem(project: Project, reference: str) -> str | None:
    """Why a reference cannot be sent as a picture, in one line; None when it can."""
    if is_url(reference):
        return None
    try:
        problem = _problem_of(project.resolve(project.path(reference)))
    except RecoilError as error:
        return str(error)
    return f"{reference} {problem}" if problem else None


def fingerprint(
    project: Project, references: Iterable[str], hashes: ContentHashes | None = None
) -> str:
    """A hash of the content and the project-relative path of every reference; "" for none.

    Order and repetition do not count. Of a URL only its text is known.

    Raises:
        ReferencesBroken: one cannot be read.
    """
    hashes = hashes or ContentHashes()
    said = sorted({_said_of(project, reference, hashes) for reference in references})
    if not said:
        return ""
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def made_from(project: Project, references: Iterable[str]) -> dict[str, object]:
    """What is kept of the pictures something is rendered from: one hash of all, and of each.

    Raises:
        ReferencesBroken: one cannot be read.
    """
    hashes, asked = ContentHashes(), tuple(references)
    return {
        "inputs_fingerprint": fingerprint(project, asked, hashes),
        "inputs": input_hashes(project, asked, hashes),
    }


def input_hashes(
    project: Project, references: Iterable[str], hashes: ContentHashes | None = None
) -> dict[str, str]:
    """The hash of every reference that is a file of the project, by its path.

    Raises:
        ReferencesBroken: one cannot be read.
    """
    hashes = hashes or ContentHashes()
    files = [one for one in dict.fromkeys(references) if not is_url(one)]
    said = (_said_of(project, one, hashes).rpartition(" ") for one in files)
    return {path: sha for path, _, sha in said}


@dataclass(slots=True)
class ContentHashes:
    """Hashes of files, remembered while their size and times stay; for many beats of one run."""

    _known: dict[tuple[object, ...], str] = field(default_factory=dict)

    def of(self, place: Path) -> str:
        """The hash of a file's content.

        Raises:
            OSError: it cannot be read.
        """
        about = os.stat(place)  # noqa: PTH116 - one family of calls
        key = (place, about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)
        if key not in self._known:
            with place.open("rb") as file:
                self._known[key] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._known[key]


def _said_of(project: Project, reference: str, hashes: ContentHashes) -> str:
    if is_url(reference):
        return f"{reference} url"
    try:
        path = project.path(reference)
        return f"{path} {hashes.of(project.resolve(path))}"
    except OSError as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise ReferencesBroken((f"{reference} {reason}",)) from error
    except UserError as error:
        raise ReferencesBroken((str(error),)) from error


def _problem_of(place: Path) -> str | None:
    try:
        about = os.lstat(place)
        if not stat.S_ISREG(about.st_mode):
            return "is a folder" if stat.S_ISDIR(about.st_mode) else "is no plain file"
        with place.open("rb") as file:
            return _problem_in(file.read(_HEAD), about.st_size)
    except (FileNotFoundError, NotADirectoryError):
        return "is missing"
    except OSError:
        return "cannot be read"


def _problem_in(head: bytes, size: int) -> str | None:
    if not head:
        return "is empty"
    if head.startswith(_LFS):
        return "is a git-lfs pointer, not the picture: run `git lfs pull`"
    if not _is_picture(head):
        return "is no picture (PNG, JPEG or WebP)"
    if size < SMALLEST:
        return f"is cut off: {size} bytes"
    if size > LARGEST:
        return f"is too large: {size // 1024**2} MiB, at most {LARGEST // 1024**2}"
    return None


def _is_picture(head: bytes) -> bool:
    is_webp = head.startswith(_RIFF) and head[8:12] == _WEBP
    return head.startswith((_PNG, _JPEG)) or is_webp
