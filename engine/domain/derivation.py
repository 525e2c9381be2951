"""Derivation manifests: which stage was made from which state of another."""

from __future__ import annotations

from pydantic import Field

from engine.domain.documents import Document, Keyed


class Stage(Document):
    """One stage; ``source`` maps the stages it was made from to their sha at that time."""

    kind: str | None = None
    content_sha: str | None = None
    structural_sha: str | None = None
    source: Keyed[object] = Field(default_factory=dict)
    builder: object = None
    stamped_at: str | None = None


class DerivationDocument(Document):
    """``ep_001_derivation.json``."""

    stages: Keyed[Stage] = Field(default_factory=dict)

    def stale(self) -> tuple[str, ...]:
        """The stages made from a state of another stage that is no longer the present one."""
        return tuple(name for name, stage in self.stages.items() if self._is_stale(stage))

    def _is_stale(self, stage: Stage) -> bool:
        made_from = ((self.stages.get(name), sha) for name, sha in stage.source.items())
        return any(
            source is not None and sha not in {source.content_sha, source.structural_sha}
            for source, sha in made_from
            if isinstance(sha, str)
        )
