"""Makes what the rehearsal server hands out: animatics of what was asked for."""

from __future__ import annotations

import logging
import re
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from engine.errors import RecoilError
from engine.jobs import JobContext, Stopped
from engine.providers.animatic import draw
from engine.providers.base import RenderRequest
from engine.providers.fake_fal_jobs import seconds_of
from engine.providers.profiles import IMAGE_T2I, R2V_MULTI
from engine.store.files import make_folder, remove_quick, write_quick

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.providers.animatic_mischief import Mischief
    from engine.providers.fake_fal_jobs import FakeJob

UPLOADS = "uploads"
_PICTURES = ("image_url", "start_image_url", "image_urls")
# As prompts tell shots: "Shot 2 (2.5 s, wide): ..." or "Shot 2 (2.5-4 s): ...".
_SHOT = re.compile(r"^Shot \d+ \(([\d.]+)(?:-([\d.]+))? s[^)]*\):(.*)$", re.MULTILINE)

log = logging.getLogger(__name__)


class Studio:
    """Renders in two threads; with ``video`` it hands out that file's bytes for every job."""

    def __init__(self, folder: Path, mischief: Mischief, video: bytes | None) -> None:
        self._folder = folder
        self._mischief = mischief
        self._video = video
        self._pool = ThreadPoolExecutor(2, "rehearsal")
        self._lock = threading.Lock()
        self._works: dict[str, Future[None]] = {}
        self._ctx = JobContext()

    def begin(self, job: FakeJob) -> None:
        """Begin to make a job's output, unless it is there or being made."""
        with self._lock:
            if job.request_id in self._works or self.output(job).is_file() or job.is_failed:
                return
            if self._video is not None and not job.is_picture:
                make_folder(self.output(job).parent)
                write_quick(self.output(job), self._video)
                return
            self._works[job.request_id] = self._pool.submit(self._make, job)

    def draw_now(self, job: FakeJob) -> None:
        """Make a job's output while the caller waits."""
        self._make(job)

    def is_ready(self, job: FakeJob) -> bool:
        """Whether its output is there."""
        work = self._works.get(job.request_id)
        return self.output(job).is_file() if work is None else work.done()

    def output(self, job: FakeJob) -> Path:
        """Where a job's output lies."""
        suffix = ".png" if job.is_picture else ".mp4"
        return self._folder / "files" / f"{job.request_id}{suffix}"

    def upload(self, name: str) -> Path:
        """Where an uploaded picture lies."""
        return self._folder / UPLOADS / name

    def keep_upload(self, name: str, data: bytes) -> None:
        """Keep an uploaded picture."""
        make_folder(self._folder / UPLOADS)
        write_quick(self.upload(name), data)

    def close(self) -> None:
        """Stop rendering and wait for it."""
        self._ctx.cancel()
        self._pool.shutdown(cancel_futures=True)

    def _make(self, job: FakeJob) -> None:
        target = self.output(job)
        make_folder(target.parent)
        remove_quick(target)
        try:
            draw(as_request(job, self._folder), self._mischief, target, self._ctx)
        except Stopped:
            log.info("%s is rendered again at the next start", job.request_id)
        except RecoilError as error:
            log.warning("%s was not rendered: %s", job.request_id, error)
            job.fate = job.fate or "server"


def as_request(job: FakeJob, root: Path) -> RenderRequest:
    """What was asked for at the endpoint, in the words of a payload."""
    body = job.body
    payload: dict[str, object] = {
        "prompt": str(body.get("prompt", "")),
        "aspect_ratio": str(body.get("aspect_ratio", "9:16")),
        "resolution": str(body.get("resolution", "720p")),
        "generate_audio": body.get("generate_audio", True),
        "seed": body.get("seed"),
        "references": _pictures(body),
    }
    size = body.get("image_size")
    if isinstance(size, dict):
        payload["size"] = [size.get("width", 720), size.get("height", 1280)]
    shots = _filled(_shots(body), seconds_of(body))
    payload |= {"segments": shots} if shots else {"duration_s": seconds_of(body)}
    modality = IMAGE_T2I if job.is_picture else R2V_MULTI
    return RenderRequest(job.key or job.request_id, "fake", job.endpoint, modality, payload, root)


def _shots(body: Mapping[str, object]) -> list[dict[str, object]]:
    said = body.get("multi_prompt")
    if isinstance(said, list):
        return [
            {
                "shot_id": f"Shot {number}",
                "prompt": str(one.get("prompt", "")),
                "duration_s": seconds_of(one),
            }
            for number, one in enumerate(said, start=1)
            if isinstance(one, dict)
        ]
    return [
        {
            "shot_id": f"Shot {number}",
            "prompt": found[3].strip(),
            "duration_s": float(found[2] or found[1]) - (float(found[1]) if found[2] else 0),
        }
        for number, found in enumerate(_SHOT.finditer(str(body.get("prompt", ""))), start=1)
    ]


def _filled(shots: list[dict[str, object]], seconds: float) -> list[dict[str, object]]:
    """Models render the length that is billed: the last shot takes what the plan leaves."""
    rest = seconds - sum(float(str(shot["duration_s"])) for shot in shots)
    if not shots or rest <= 0:
        return shots
    last = {**shots[-1], "duration_s": float(str(shots[-1]["duration_s"])) + rest}
    return [*shots[:-1], last]


def _pictures(body: Mapping[str, object]) -> list[str]:
    """The uploaded pictures of a request; others are not fetched."""
    said: list[str] = []
    for word in _PICTURES:
        value = body.get(word)
        said += [str(one) for one in (value if isinstance(value, list) else [value]) if one]
    return [one[one.index(f"/{UPLOADS}/") + 1 :] for one in said if f"/{UPLOADS}/" in one]
