"""Paths inside a project, as values that cannot lead out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.errors import UserError

_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
# Control characters, lone surrogates (undecodable bytes), and the sign of drives and streams.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff:\\\\]")


@dataclass(frozen=True, slots=True, order=True)
class ProjectPath:
    """A place in a project: relative, with ``/``, never leading out; the root is ``""``.

    Text from people, files and agents enters by ``of``, which checks it. The plain constructor is
    for names that were just read from a folder.
    """

    text: str

    @classmethod
    def of(cls, raw: str) -> ProjectPath:
        """Check and normalise what somebody wrote.

        Raises:
            UserError: it is empty, absolute, climbs out, or names a drive, stream or device.
        """
        if not isinstance(raw, str) or raw.strip() == "":
            raise UserError("not a path inside the project: it is empty")
        if raw.startswith("/") or _FORBIDDEN.search(raw):
            raise UserError(f"not a path inside the project: {raw!r}")
        parts = [part for part in raw.split("/") if part not in ("", ".")]
        if not parts or any(not _is_plain(part) for part in parts):
            raise UserError(f"not a path inside the project: {raw!r}")
        return cls("/".join(parts))

    @property
    def parts(self) -> tuple[str, ...]:
        """The names from the project's folder downwards."""
        return tuple(self.text.split("/")) if self.text else ()

    @property
    def name(self) -> str:
        """The last name."""
        return self.text.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """The last name's ending with its dot, or nothing."""
        stem, dot, ending = self.name.rpartition(".")
        return dot + ending if stem and ending else ""

    @property
    def stem(self) -> str:
        """The last name without its suffix."""
        return self.name.removesuffix(self.suffix)

    @property
    def parent(self) -> ProjectPath:
        """The folder it lies in; the root's is the root."""
        return ProjectPath(self.text.rpartition("/")[0])

    def is_under(self, folder: ProjectPath) -> bool:
        """Whether it lies anywhere below ``folder``."""
        return self != folder and (not folder.text or self.text.startswith(folder.text + "/"))

    def with_name(self, name: str) -> ProjectPath:
        """Its neighbour called ``name``."""
        return self.parent / name

    def sidecar(self) -> ProjectPath:
        """Where the sidecar of this media file lies."""
        return ProjectPath(self.text + ".json")

    def marker(self) -> ProjectPath:
        """Where the mark lies that this video was cut into segments."""
        return ProjectPath(f"{self.parent}/.{self.name}.extracted".lstrip("/"))

    def __truediv__(self, below: str) -> ProjectPath:
        checked = ProjectPath.of(below)
        return ProjectPath(f"{self.text}/{checked.text}") if self.text else checked

    def __str__(self) -> str:
        return self.text


PROJECT_ROOT = ProjectPath("")


def _is_plain(part: str) -> bool:
    # Windows takes "x." and "x " for "x", and "nul.mp4" for the device.
    device = part.partition(".")[0].rstrip()
    return not part.endswith((".", " ")) and not _RESERVED.fullmatch(device)
