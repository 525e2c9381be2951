"""The rehearsal server's other tongue: Gemini's, whose answer is the picture itself."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from engine.providers.fake_fal_breaking import BreakingHandler
from engine.providers.fake_fal_faults import Fault, Point
from engine.providers.fake_fal_stage import BEFORE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.providers.fake_fal_jobs import FakeJob
    from engine.providers.fake_fal_stage import Stage

GENERATE = ":generateContent"


class GeminiAnswers(BreakingHandler):
    """Draws a picture while the client waits."""

    stage: Stage

    def _generate(self, model: str, data: bytes) -> None:
        stage, key = self.stage, self.headers.get("idempotency-key", "")
        stage.jobs.post_seen()
        fault = stage.faults.take(Point.SUBMIT, key)
        kind = fault.kind if fault else ""
        if fault is not None and kind in BEFORE:
            self._break(Fault(Point.STATUS, kind.partition("_")[0], seconds=fault.seconds))
            return
        if kind == "decline":
            self._json(200, {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}})
            return
        fate = stage.faults.take(Point.JOB, key)
        job = stage.jobs.accept(model, key, _as_body(data), fate.kind if fate else "")
        stage.jobs.finished(job)
        answer = self._drawn(job)
        if fault is not None and kind.endswith("_after"):
            broken = Fault(Point.STATUS, kind.partition("_")[0], seconds=fault.seconds)
            self._break(broken, answer)
        else:
            self._json(200, answer)

    def _drawn(self, job: FakeJob) -> dict[str, object]:
        said = {"responseId": job.request_id, "modelVersion": job.endpoint}
        if job.fate:
            blocked = job.fate.startswith("content_policy")
            reason = "IMAGE_SAFETY" if blocked else "NO_IMAGE"
            return {**said, "candidates": [{"finishReason": reason}]}
        self.stage.studio.draw_now(job)
        picture = self.stage.studio.output(job).read_bytes()
        part = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(picture).decode()}}
        content = {"role": "model", "parts": [{"text": "Here it is."}, part]}
        return {**said, "candidates": [{"content": content, "finishReason": "STOP"}]}


def _as_body(data: bytes) -> dict[str, object]:
    """A request in fal's words, for the studio."""
    said: Mapping[str, object] = json.loads(data)
    body: dict[str, object] = {"image_size": {"width": 96, "height": 128}}
    contents = said.get("contents")
    if isinstance(contents, list) and contents:
        texts = [str(part.get("text", "")) for part in contents[0].get("parts", ())]
        body["prompt"] = "".join(texts)
    config = said.get("generationConfig")
    if isinstance(config, dict):
        body["seed"] = config.get("seed")
    return body
