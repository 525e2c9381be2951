"""Finding a job by the id that a person read on the provider's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from engine.providers.base import Submission


@runtime_checkable
class Recalls(Protocol):
    """A provider whose jobs can be asked for by request id, model and modality alone."""

    def recall(self, request_id: str, model: str, modality: str) -> Submission:
        """All that is needed to ask for the job; nobody is asked yet."""
        ...
