"""Requests to providers, and patience with their jobs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from engine.providers.base import JobState, ProviderSettings, RenderRequest
from engine.providers.fal import FalProvider
from engine.providers.http import Patience

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.providers.base import JobStatus, Provider, Submission

SIZE = [180, 320]
# Short enough for tests; a request that hangs is given up soon.
QUICK = Patience(connect=2, answer=0.4, attempts=3, first=0.001, longest=0.05, total=5)


def a_request(
    root: Path | None = None,
    *,
    key: str = "d_1",
    model: str = "animatic",
    modality: str = "r2v_multi",
    endpoint: str = "",
    **payload: object,
) -> RenderRequest:
    """A request for two short shots, unless the payload says otherwise."""
    usual: dict[str, object] = {
        "prompt": "Rain.",
        "size": SIZE,
        "seed": 5,
        "generate_audio": False,
    }
    if "duration_s" not in payload:
        usual["segments"] = shots_of(0.5, 0.75)
    shots = ("EP001_SH01", "EP001_SH02")
    merged = {**usual, **payload}
    return RenderRequest(
        key, model, endpoint or model, modality, merged, root or Path("/nowhere"), shots
    )


def shots_of(*seconds: float) -> list[dict[str, object]]:
    """Segments of these lengths."""
    return [
        {"shot_id": f"EP001_SH{number:02d}", "prompt": f"Shot {number}", "duration_s": length}
        for number, length in enumerate(seconds, start=1)
    ]


def a_fal(url: str, key: str = "secret-key-1", patience: Patience = QUICK) -> FalProvider:
    """fal's provider, asking a server under ``url``."""
    return FalProvider(ProviderSettings({"FAL_KEY": key, "RECOIL_FAL_URL": url}), patience)


def a_fal_request(root: Path | None = None, **keys: object) -> RenderRequest:
    """A request for a paid model; two shots of 4 s together."""
    usual: dict[str, object] = {
        "model": "seedance-2.0",
        "segments": shots_of(2.0, 2.0),
        "resolution": "64p",
        "size": None,
        "aspect_ratio": "1:1",
    }
    return a_request(root, **{**usual, **keys})  # type: ignore[arg-type]


async def ended(provider: Provider, submission: Submission) -> JobStatus:
    """Ask until the job has ended."""
    return await _asked(provider, submission, lambda status: status.state.is_end)


async def begun(provider: Provider, submission: Submission) -> JobStatus:
    """Ask until the job waits no more."""
    return await _asked(provider, submission, lambda status: status.state is not JobState.QUEUED)


async def _asked(
    provider: Provider, submission: Submission, is_enough: Callable[[JobStatus], bool]
) -> JobStatus:
    async with asyncio.timeout(60):
        while True:
            status = await provider.status(submission)
            if is_enough(status):
                return status
            await asyncio.sleep(0.005)
