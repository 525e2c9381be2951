"""What all requests to the rehearsal server share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.providers.fake_fal_faults import Faults
    from engine.providers.fake_fal_jobs import FakeJobs
    from engine.providers.fake_fal_studio import Studio

# Faults of a submit after which no job is there.
BEFORE = frozenset({"drop_before", "429", "500_before", "html_before"})


@dataclass(slots=True)
class Stage:
    """What all requests share."""

    jobs: FakeJobs
    studio: Studio
    faults: Faults
    url: str = ""
