"""What the tree needs of a sidecar, read once per version of the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from sys import intern
from typing import TYPE_CHECKING, Any, Protocol

from engine.domain.money import usd_to_micro
from engine.domain.plain import plain_check
from engine.domain.sidecar import MediaStatus, SegmentClass, Sidecar, is_segment, star_count
from engine.errors import CorruptFile, RecoilError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.domain.paths import ProjectPath
    from engine.workspace.index import MediaFile, Stamp


class SidecarReader(Protocol):
    """Where sidecars are read: the project's store."""

    def read_each(
        self, folder: ProjectPath, names: Sequence[str], /
    ) -> Iterable[dict[str, object] | RecoilError | None]:
        """The JSON of the sidecars of these media in a folder, or why it cannot be read."""
        ...

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

    def learn(self, path: str, stamp: Stamp, facts: SidecarFacts) -> None:
        """Take over what was read of a sidecar of this stamp at another time."""
        self._known.setdefault(path, (stamp, facts))

    def known(self, media: MediaFile) -> SidecarFacts | None:
        """What was read of the sidecar as it is now; None when nothing was."""
        known = self._known.get(media.path.text)
        return known[1] if known is not None and known[0] == media.sidecar else None

    def read_ahead(self, folder: ProjectPath, media: Iterable[MediaFile]) -> None:
        """Read the sidecars of these media of one folder, those that are not known, in one go."""
        unknown = [file for file in media if file.sidecar is not None and self.known(file) is None]
        found = self.reader.read_each(folder, [file.path.name for file in unknown])
        for file, plain in zip(unknown, found, strict=True):
            if file.sidecar is not None:
                self._known[file.path.text] = (file.sidecar, self._understood(file.path, plain))

    def _read(self, media: ProjectPath) -> SidecarFacts:
        (plain,) = self.reader.read_each(media.parent, [media.name])
        return self._understood(media, plain)

    def _understood(
        self, media: ProjectPath, plain: dict[str, object] | RecoilError | None
    ) -> SidecarFacts:
        if plain is None:
            return NO_SIDECAR
        if isinstance(plain, RecoilError):
            return _corrupt(plain)
        if _is_plain(plain):
            return _facts(plain)
        try:
            sidecar = self.reader.read(media)
        except RecoilError as error:
            return _corrupt(error)
        return facts_of(sidecar) if sidecar else NO_SIDECAR


def _corrupt(error: RecoilError) -> SidecarFacts:
    reason = error.reason if isinstance(error, CorruptFile) else str(error)
    return SidecarFacts(status="", trouble=f"corrupt sidecar: {reason}")


def facts_of(sidecar: Sidecar) -> SidecarFacts:
    """The facts in a sidecar; of a segment, its own cost and the pass it was cut from."""
    return _facts(sidecar.model_dump(include=_WANTED))


def _facts(values: Mapping[str, Any]) -> SidecarFacts:
    """The facts in values that are what the model says they should be."""
    get = values.get
    is_cut = is_segment(get("source_type"), get("source"))
    is_extra = get("segment_class") == SegmentClass.ADDED
    grouping = (get("provenance") or {}).get("grouping") or {}
    cost = get("cost_usd_segment") if is_cut else get("cost_usd")
    take = get("take")
    return SidecarFacts(
        status=intern(get("status") or MediaStatus.UNTRACKED.value),
        model=intern(get("model") or ""),
        cost_micro=_micro(get("cost_usd") if cost is None else cost),
        take=get("source_take") if take is None else take,
        pass_id=intern(get("pass_id") or ""),
        source_pass_id=intern(get("source_pass_id") or grouping.get("source_pass_id") or ""),
        shot_id=intern(_shot(values, is_extra=is_extra)),
        stars=star_count(get("stars")),
        tags=tuple(map(intern, get("tags") or ())),
        segment_index=get("segment_index"),
        is_segment=is_cut,
        is_extra=is_extra,
    )


def _shot(values: Mapping[str, Any], *, is_extra: bool) -> str:
    get = values.get
    parent = get("parent_shot_id") or ""
    if is_extra and parent:
        return parent
    return get("source_shot_id") or get("shot_id") or parent


def _micro(dollars: float | None) -> int | None:
    if dollars is None:
        return None
    try:
        return usd_to_micro(dollars)
    except UserError:  # an amount nobody can mean is shown as none
        return None


_is_plain = plain_check(Sidecar)
_WANTED = {
    "source_type", "source", "segment_class", "provenance", "cost_usd", "cost_usd_segment", "take",
    "source_take", "status", "model", "pass_id", "source_pass_id", "shot_id", "stars", "tags",
    "segment_index", "parent_shot_id", "source_shot_id",
}  # fmt: skip
