"""What an episode was made of when it was last looked at: one judgement changes one file of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.nodes import Node
    from engine.workspace.episode_documents import EpisodeDocuments
    from engine.workspace.episode_files import Placed
    from engine.workspace.index import MediaFile
    from engine.workspace.sidecar_facts import SidecarFacts


@dataclass(slots=True)
class EpisodeMemory:
    """Files that stayed the same are told apart once; lines of the same files are made once.

    Holds for as long as the episode's documents are the same: they say what a file is.
    """

    documents: EpisodeDocuments
    _files_before: dict[str, Placed] = field(default_factory=dict)
    _lines_before: dict[str, tuple[object, Node]] = field(default_factory=dict)
    _files: dict[str, Placed] = field(default_factory=dict)
    _lines: dict[str, tuple[object, Node]] = field(default_factory=dict)

    def renewed(self, documents: EpisodeDocuments) -> EpisodeMemory:
        """The memory for the next look, which will hold what that one sees and nothing else."""
        if documents is not self.documents:
            return EpisodeMemory(documents)
        return EpisodeMemory(documents, self._files, self._lines)

    def placed(
        self,
        media: MediaFile,
        facts: SidecarFacts,
        place: Callable[[MediaFile, SidecarFacts], Placed],
    ) -> Placed:
        """What a file is; asked anew when the file or its sidecar changed."""
        known = self._files_before.get(media.path.text)
        if known is None or known[1].media is not media or known[1].facts is not facts:
            known = place(media, facts)
        self._files[media.path.text] = known
        return known

    def line(self, key: str, made_of: object, make: Callable[[], Node]) -> Node:
        """The line ``key``; made anew when it is made of something else than before."""
        known = self._lines_before.get(key)
        if known is None or known[0] != made_of:
            known = (made_of, make())
        self._lines[key] = known
        return known[1]

    def keep(self, episode: Node) -> None:
        """Take over the lines as they are shown: the same objects need not be compared again."""
        for line in (line for group in episode.children for line in group.children):
            if (known := self._lines.get(line.key)) is not None:
                self._lines[line.key] = known[0], line
