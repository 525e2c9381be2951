"""What the tree needs of a sidecar, read once per version of the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from engine.domain.money import usd_to_micro
from engine.domain.sidecar import MediaStatus
from engine.errors import CorruptFile, RecoilError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.paths import ProjectPath
    from engine.domain.sidecar import Sidecar
    from engine.workspace.index import MediaFile, Stamp


class SidecarReader(Protocol):
    """Where sidecars are read: the project's store."""

    def read(self, media: ProjectPath, /) -> Sidecar | None:
        """The sidecar of ``media``; None when there is none, CorruptFile when unreadable."""
        ...


@dataclass(frozen=True, slots=True)
class SidecarFacts:
    """The few facts the tree shows and groups by; ``trouble`` says why a sidecar is corrupt."""

    status: str = MediaStatus.UNTRACKED
    model: str = ""
    cost_micro: int | None = None
    take: int | None = None
    pass_id: str = ""
    source_pass_id: str = ""
    shot_id: str = ""
    stars: int = 0
    tags: tuple[str, ...] = ()
    segment_index: int | None = None
    is_segment: bool = False
    is_extra: bool = False
    trouble: str = ""


NO_SIDECAR = SidecarFacts()


@dataclass(slots=True)
class SidecarCache:
    """Reads a sidecar when it is first asked for, and again only when its stamp has changed."""

    reader: SidecarReader
    _known: dict[str, tuple[Stamp, SidecarFacts]] = field(default_factory=dict)

    def facts(self, media: MediaFile) -> SidecarFacts:
        """What the sidecar of ``media`` says; a missing one says that nothing is known."""
        if media.sidecar is None:
            self._known.pop(media.path.text, None)
            return NO_SIDECAR
        known = self._known.get(media.path.text)
        if known is not None and known[0] == media.sidecar:
            return known[1]
        facts = self._read(media.path)
        self._known[media.path.text] = (media.sidecar, facts)
        return facts

    def keep_only(self, media: Iterable[MediaFile]) -> None:
        """Forget files that are gone."""
        there = {file.path.text for file in media}
        self._known = {path: known for path, known in self._known.items() if path in there}

    def _read(self, media: ProjectPath) -> SidecarFacts:
        try:
            sidecar = self.reader.read(media)
        except RecoilError as error:
            reason = error.reason if isinstance(error, CorruptFile) else str(error)
            return SidecarFacts(status="", trouble=f"corrupt sidecar: {reason}")
        return facts_of(sidecar) if sidecar else NO_SIDECAR


def facts_of(sidecar: Sidecar) -> SidecarFacts:
    """The facts in a sidecar; of a segment, its own cost and the pass it was cut from."""
    grouping = sidecar.grouping
    source = sidecar.source_pass_id or (grouping.source_pass_id if grouping else None)
    cost = sidecar.cost_usd_segment if sidecar.is_segment else sidecar.cost_usd
    return SidecarFacts(
        status=sidecar.status or MediaStatus.UNTRACKED,
        model=sidecar.model or "",
        cost_micro=_micro(sidecar.cost_usd if cost is None else cost),
        take=sidecar.take if sidecar.take is not None else sidecar.source_take,
        pass_id=sidecar.pass_id or "",
        source_pass_id=source or "",
        shot_id=_shot(sidecar),
        stars=sidecar.star_count,
        tags=tuple(map(str, sidecar.tags)),
        segment_index=sidecar.segment_index,
        is_segment=sidecar.is_segment,
        is_extra=sidecar.is_extra,
    )


def _shot(sidecar: Sidecar) -> str:
    if sidecar.is_extra and sidecar.parent_shot_id:
        return sidecar.parent_shot_id
    return sidecar.source_shot_id or sidecar.shot_id or sidecar.parent_shot_id or ""


def _micro(dollars: float | None) -> int | None:
    if dollars is None:
        return None
    try:
        return usd_to_micro(dollars)
    except UserError:  # an amount nobody can mean is shown as none
        return None
