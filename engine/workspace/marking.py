"""What people decide about media files, written into the sidecars of several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.listing import is_media
from engine.errors import NotFound, Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.domain.paths import ProjectPath
    from engine.domain.sidecar import Sidecar
    from engine.store.journal import AppliedChange
    from engine.store.project import Project

    Keys = Callable[[ProjectPath, Sidecar | None], Mapping[str, object]]

# Names the program keeps for itself: what lies there is brought back before it is judged.
_PUT_AWAY = {".trash": "the trash", "_history": "the archive"}


def check_media(
    project: Project, paths: Iterable[ProjectPath]
) -> dict[ProjectPath, Sidecar | None]:
    """What is known of files that are to be marked, each once; nothing is changed.

    Raises:
        UserError: none was named, or one is neither a video nor a picture.
        NotFound: one is not there.
        Refused: one lies in the archive or the trash, or behind a link.
        CorruptFile: a sidecar cannot be read; it stays as it is.
    """
    found: dict[ProjectPath, Sidecar | None] = {}
    for path in paths:
        if not is_media(path.name):
            raise UserError(f"neither a video nor a picture: {path}")
        if (where := _PUT_AWAY.get(path.parts[0])) is not None:
            raise Refused(f"{path} lies in {where}: restore it first")
        if not project.resolve(path).is_file():
            raise NotFound("file", str(path))
        found[path] = project.sidecars.read(path)
    if not found:
        raise UserError("say at least one file")
    return found


def mark(
    project: Project,
    files: Mapping[ProjectPath, Sidecar | None],
    keys_of: Keys,
    *,
    kind: str,
    title: str,
) -> AppliedChange | None:
    """Merge keys into the sidecars of ``files`` as one change set; None when all stand there."""
    with project.changes.writing() as draft:
        for path, sidecar in files.items():
            project.sidecars.merge(draft, path, dict(keys_of(path, sidecar)))
        return None if draft.is_empty else draft.commit(kind, title)
