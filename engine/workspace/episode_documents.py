"""Plan, coverage passes and pass state of one episode, read once per version of the files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from engine.domain.ids import episode_folder
from engine.domain.pass_lookup import PassLookup
from engine.errors import CorruptFile, RecoilError
from engine.workspace.index import COVERAGE, PASS_STATES, PLANS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.domain.coverage import CoverageDocument, CoveragePass
    from engine.domain.passes import PassRecord, PassStateDocument
    from engine.domain.paths import ProjectPath
    from engine.domain.plan import PlanDocument
    from engine.workspace.index import Index, Stamp

D = TypeVar("D")
D_co = TypeVar("D_co", covariant=True)


_MOST = 24  # episodes whose documents are remembered

DocumentStamps = tuple["Stamp | None", ...]


class EpisodeReader(Protocol[D_co]):
    """Where one sort of document is read, episode by episode: the project's store."""

    def read(self, episode: int, /) -> D_co:
        """The document, or CorruptFile when it cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Trouble:
    """A document that cannot be read, and why."""

    path: ProjectPath
    reason: str


@dataclass(frozen=True, slots=True)
class EpisodeDocuments:
    """What the planner and the passes say about an episode; ``troubles`` names corrupt files."""

    plan: PlanDocument | None = None
    coverage: CoverageDocument | None = None
    state: PassStateDocument | None = None
    troubles: tuple[Trouble, ...] = ()

    def records(self) -> Iterator[tuple[str, PassRecord]]:
        """Every pass record with its id."""
        for key, record in (self.state.passes if self.state else {}).items():
            yield record.pass_id or key, record

    def planned_passes(self) -> Iterator[CoveragePass]:
        """Every coverage pass of the plan that has an id."""
        for planned in self.coverage.passes if self.coverage else ():
            if planned.pass_id:
                yield planned

    def lookup(self) -> PassLookup:
        """The records, to be found by what a video says."""
        return PassLookup.of(record for _key, record in self.records())


@dataclass(slots=True)
class DocumentCache:
    """Reads the documents of an episode, and again only those whose stamp has changed.

    Of a long show only the episodes that were asked for last are remembered: documents are large,
    and of most episodes the tree is all that anybody wants.
    """

    index: Index
    plans: EpisodeReader[PlanDocument | None]
    coverage: EpisodeReader[CoverageDocument | None]
    passes: EpisodeReader[PassStateDocument]
    _known: dict[int, tuple[tuple[Stamp | None, ...], EpisodeDocuments]] = field(
        default_factory=dict
    )

    def documents(self, episode: int) -> EpisodeDocuments:
        """The episode's documents; the same object as before when no file has changed."""
        paths, stamps = document_paths(episode), self.stamps(episode)
        known = self._known.pop(episode, None)
        if known is not None and known[0] == stamps:
            self._known[episode] = known  # the last one asked for
            return known[1]
        present = [path if stamp else None for path, stamp in zip(paths, stamps, strict=True)]
        troubles: list[Trouble] = []
        documents = EpisodeDocuments(
            plan=_read(self.plans.read, episode, present[0], troubles),
            coverage=_read(self.coverage.read, episode, present[1], troubles),
            state=_read(self.passes.read, episode, present[2], troubles),
            troubles=tuple(troubles),
        )
        self._known[episode] = (stamps, documents)
        while len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
        return documents

    def stamps(self, episode: int) -> DocumentStamps:
        """What tells one version of the episode's documents from the next."""
        return tuple(self._stamp(path) for path in document_paths(episode))

    def _stamp(self, path: ProjectPath) -> Stamp | None:
        folder = self.index.folder(path.parent)
        return folder.document(path.name) if folder else None


def document_paths(episode: int) -> tuple[ProjectPath, ProjectPath, ProjectPath]:
    """Where plan, coverage passes and pass state of an episode lie."""
    folder = episode_folder(episode)
    return (
        PLANS / f"{folder}_plan.json",
        COVERAGE / f"{folder}_passes.json",
        PASS_STATES / f"{folder}_pass_state.json",
    )


def _read(
    read: Callable[[int], D], episode: int, path: ProjectPath | None, troubles: list[Trouble]
) -> D | None:
    if path is None:
        return None
    try:
        return read(episode)
    except RecoilError as error:
        reason = error.reason if isinstance(error, CorruptFile) else str(error)
        troubles.append(Trouble(path, reason))
        return None
