"""What a media file really is, from its first bytes, before any decoder sees it (rule E3)."""

from __future__ import annotations

import os
import stat
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.errors import ProbeFailed

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 4096
_EBML = b"\x1a\x45\xdf\xa3"
_MP4_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"})
_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"<MPD", b"<SmoothStreamingMedia", b"v=0", b"[playlist]")
_PICTURES = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"))
_FOREIGN = (
    (b"RIFF", "an AVI or WAV file"),
    (b"OggS", "an Ogg file"),
    (b"FLV\x01", "an FLV file"),
    (b"\x00\x00\x01\xba", "an MPEG program stream"),
    (b"G@", "an MPEG transport stream"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"%PDF", "a PDF document"),
)


class Container(StrEnum):
    """The file formats Recoil reads."""

    MP4 = "mp4"
    MOV = "mov"
    WEBM = "webm"
    MATROSKA = "mkv"

    @property
    def demuxer(self) -> str:
        """The one demuxer that may open it."""
        return "mov" if self in {Container.MP4, Container.MOV} else "matroska"


_BY_SUFFIX = {
    ".mp4": Container.MP4,
    ".m4v": Container.MP4,
    ".mov": Container.MOV,
    ".webm": Container.WEBM,
    ".mkv": Container.MATROSKA,
}


def sniff(path: Path) -> Container:
    """The container of the file at ``path``, by its first bytes and its suffix, which must agree.

    Raises:
        ProbeFailed: there is no such file, it is empty or unreadable, or it is something else.
    """
    head = _read_head(path)
    expected = _BY_SUFFIX.get(path.suffix.lower())
    if expected is None:
        known = ", ".join(sorted(_BY_SUFFIX))
        raise ProbeFailed(path, f"not a kind of video Recoil reads ({known})")
    family = _family(head)
    if family is None:
        raise ProbeFailed(path, _what_else(head, expected))
    if family.demuxer != expected.demuxer:
        raise ProbeFailed(path, f"the name says {expected} but the file is {_family_name(family)}")
    return expected


def suffix_of(head: bytes) -> str | None:
    """How a file that begins like this is called: .mp4, .mov, .webm, .png, .jpg, .webp.

    None: it is nothing that Recoil shows. MP4 and WebM are told from their kin only roughly.
    """
    family = _family(head)
    if family is Container.MP4:
        return ".mov" if head[4:12] == b"ftypqt  " else ".mp4"
    if family is not None:
        return ".webm"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return ".webp"
    return next((suffix for magic, suffix in _PICTURES if head.startswith(magic)), None)


def is_text(head: bytes) -> bool:
    """Whether a file that begins like this is text of any kind: an HTML page, JSON, a playlist."""
    return bool(head) and _is_text(head)


def _read_head(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ProbeFailed(path, "not a file")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise ProbeFailed(path, "video not found") from None
    except (OSError, ValueError) as error:
        raise ProbeFailed(path, f"cannot be read: {_reason(error)}") from error
    if not head:
        raise ProbeFailed(path, "the file is empty")
    return head


def _reason(error: OSError | ValueError) -> str:
    number = error.errno if isinstance(error, OSError) else None
    return os.strerror(number).lower() if number else str(error)


def _family(head: bytes) -> Container | None:
    if head[4:8] in _MP4_BOXES:
        return Container.MP4
    if head.startswith(_EBML):
        return Container.WEBM
    return None


def _family_name(family: Container) -> str:
    return "MP4 or MOV" if family is Container.MP4 else "WebM or Matroska"


def _what_else(head: bytes, expected: Container) -> str:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(_PLAYLISTS) or any(mark in head for mark in _PLAYLISTS[:4]):
        return f"a playlist dressed as {expected}, not a video"
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            return f"the name says {expected} but the file is {name}"
    if _is_text(head):
        return f"text dressed as {expected}, not a video"
    return f"damaged or not a video: it does not begin like {expected}"


def _is_text(head: bytes) -> bool:
    try:
        # The last character may be cut in two.
        head[: max(1, len(head) - 3)].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in head
