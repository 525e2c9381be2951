"""Speaks fal's queue protocol over HTTP, and breaks it where the script of faults says so."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from engine.providers.fake_fal_faults import Fault, Point
from engine.providers.fake_fal_stage import BEFORE
from engine.providers.fake_fal_studio import UPLOADS
from engine.providers.fake_gemini import GENERATE, GeminiAnswers

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.providers.fake_fal_jobs import FakeJob

PRIVATE = "http://10.20.30.40/secret.mp4"
_DECLINES = {
    "content_policy": (422, "content_policy_violation", "The prompt was flagged."),
    "partner_validation": (422, "partner_validation_failed", "The partner refused the input."),
    "no_frames": (422, "no_media_generated", "No video came out of it."),
    "bad_request": (422, "value_error", "Input should be valid."),
    "timeout": (504, "generation_timeout", "It took too long."),
    "server": (500, "internal_server_error", "The runner failed."),
}


class FakeFalHandler(GeminiAnswers):
    """One connection. Subclassed with its ``stage`` by the server."""

    # -- verbs ---------------------------------------------------------------

    def do_POST(self) -> None:  # noqa: N802 - as http.server calls it
        """Submit a job, or ask where to upload to."""
        if not self._is_known():
            return
        data = self._body()
        path = urlsplit(self.path).path
        if path.endswith(GENERATE):
            self._generate(path.rpartition("/")[2].removesuffix(GENERATE), data)
        elif path == "/storage/upload/initiate":
            if not self._broken(Point.UPLOAD):
                self._initiate()
        else:
            self._submit(path.strip("/"), data)

    def do_PUT(self) -> None:  # noqa: N802 - as http.server calls it
        """Take an upload, or cancel a job."""
        data = self._body()
        parts = urlsplit(self.path).path.strip("/").split("/")
        if parts[0] == UPLOADS and len(parts) == 2:  # noqa: PLR2004 - a folder and a name
            if not self._broken(Point.UPLOAD):
                self._take_upload(parts[1], data)
        elif parts[-1] == "cancel" and self._is_known():
            self._with_job(parts[-2], Point.CANCEL, self._cancel)
        else:
            self._nothing_here()

    def do_GET(self) -> None:  # noqa: N802 - as http.server calls it
        """Everything that may be asked as often as one likes."""
        parts = urlsplit(self.path).path.strip("/").split("/")
        if parts == ["rehearsal"]:
            self._json(200, asdict(self.stage.jobs.counts()))
        elif parts[0] == "files" or parts[0] == UPLOADS:
            self._file(parts)
        elif not self._is_known():
            return
        elif parts == ["requests"]:
            if not self._broken(Point.LIST):
                self._list()
        elif parts[-1] == "status" and "requests" in parts:
            self._with_job(parts[-2], Point.STATUS, self._status)
        elif "requests" in parts:
            self._with_job(parts[-1], Point.RESULT, self._result)
        else:
            self._nothing_here()

    # -- jobs ----------------------------------------------------------------

    def _submit(self, endpoint: str, data: bytes) -> None:
        stage, key = self.stage, self.headers.get("idempotency-key", "")
        stage.jobs.post_seen()
        fault = stage.faults.take(Point.SUBMIT, key)
        kind = fault.kind if fault else ""
        if fault is not None and kind in BEFORE:
            self._break(Fault(Point.STATUS, kind.partition("_")[0], seconds=fault.seconds))
            return
        body = _json_object(data)
        if kind == "decline" or body is None:
            self._decline("content_policy" if kind else "bad_request", None)
            return
        fate = stage.faults.take(Point.JOB, key)
        job = stage.jobs.accept(endpoint, key, body, fate.kind if fate else "")
        stage.studio.begin(job)
        self._answer_accepted(job, fault)

    def _answer_accepted(self, job: FakeJob, fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        answer = self._addresses(job)
        if kind == "no_urls":
            answer = {"request_id": job.request_id, "status": "IN_QUEUE"}
        elif kind == "foreign_urls":
            answer = {
                name: value.replace(self.stage.url, "https://elsewhere.example")
                for name, value in answer.items()
            }
        elif fault is not None and kind.endswith("_after"):
            broken = Fault(Point.STATUS, kind.partition("_")[0], seconds=fault.seconds)
            self._break(broken, answer)
            return
        self._json(200, answer)

    def _status(self, job: FakeJob, fault: Fault | None) -> None:
        stage = self.stage
        stage.studio.begin(job)
        is_stuck = fault is not None and fault.kind == "stuck"
        state = stage.jobs.polled(job, is_ready=stage.studio.is_ready(job), counts=not is_stuck)
        answer: dict[str, object] = {**self._addresses(job), "status": state}
        if state == "IN_QUEUE":
            answer["queue_position"] = stage.jobs.place(job)
        if state == "IN_PROGRESS":
            answer |= {"progress": stage.jobs.share(job), "logs": [{"message": "rendering"}]}
        if job.is_cancelled:
            answer |= {"error": "Request was cancelled", "error_type": "client_cancelled"}
        self._json(200 if state == "COMPLETED" else 202, answer)

    def _result(self, job: FakeJob, fault: Fault | None) -> None:
        if not job.has_ended:
            self._json(400, {"detail": "Request is still in progress"})
        elif job.is_failed:
            self._decline(job.fate.partition(":")[0], job)
        elif fault is not None and fault.kind == "no_output":
            self._json(200, {"seed": 1})
        else:
            is_lying = fault is not None and fault.kind == "wrong_size"
            self._json(200, self._output(job, is_lying=is_lying), self._bill(job))

    def _output(self, job: FakeJob, *, is_lying: bool) -> dict[str, object]:
        path = self.stage.studio.output(job)
        size = path.stat().st_size + is_lying
        kind = "image/png" if job.is_picture else "video/mp4"
        url = f"{self.stage.url}/files/{path.name}"
        said = {"url": url, "file_size": size, "content_type": kind, "file_name": path.name}
        return {"images": [said]} if job.is_picture else {"video": said}

    def _cancel(self, job: FakeJob, fault: Fault | None) -> None:
        too_late = fault is not None and fault.kind == "too_late"
        if job.has_ended or too_late:
            self._json(400, {"status": "ALREADY_COMPLETED"})
            return
        self.stage.jobs.cancel(job)
        self._json(202, {"status": "CANCELLATION_REQUESTED"})

    def _list(self) -> None:
        key = parse_qs(urlsplit(self.path).query).get("idempotency_key", [""])[0]
        found = self.stage.jobs.of_key(key)
        self._json(200, {"requests": [self._addresses(job) for job in found]})

    def _decline(self, kind: str, job: FakeJob | None) -> None:
        status, said, message = _DECLINES[kind]
        detail = [{"loc": ["body", "prompt"], "msg": message, "type": said}]
        self._json(status, {"detail": detail}, self._bill(job) if job else None)

    def _bill(self, job: FakeJob) -> dict[str, str]:
        return {"x-fal-billable-units": f"{job.units:g}", "x-fal-request-id": job.request_id}

    def _addresses(self, job: FakeJob) -> dict[str, str]:
        app = "/".join(job.endpoint.split("/")[:2])
        base = f"{self.stage.url}/{app}/requests/{job.request_id}"
        return {
            "request_id": job.request_id,
            "response_url": base,
            "status_url": f"{base}/status",
            "cancel_url": f"{base}/cancel",
            "status": "IN_QUEUE",
        }

    # -- files ---------------------------------------------------------------

    def _initiate(self) -> None:
        name = f"{uuid.uuid4().hex}"
        url = f"{self.stage.url}/{UPLOADS}/{name}"
        self._json(200, {"upload_url": url, "file_url": url})

    def _take_upload(self, name: str, data: bytes) -> None:
        self.stage.studio.keep_upload(name, data)
        self._send(200, b"", "text/plain")

    def _file(self, parts: list[str]) -> None:
        stage = self.stage
        name = parts[-1]
        is_output = parts[0] == "files"
        job = stage.jobs.find(name.partition(".")[0]) if is_output else None
        path = stage.studio.output(job) if job else stage.studio.upload(name)
        if len(parts) != 2 or not path.is_file():  # noqa: PLR2004 - a folder and a name
            self._nothing_here()
            return
        fault = stage.faults.take(Point.DOWNLOAD, job.key) if job else None
        data = path.read_bytes()
        if fault is None:
            self._send(200, data, "video/mp4" if path.suffix == ".mp4" else "image/png")
        else:
            self._spoil(fault, data)

    def _spoil(self, fault: Fault, data: bytes) -> None:
        """A download that goes wrong."""
        match fault.kind:
            case "redirect_private":
                self._send(302, b"", "text/plain", {"location": PRIVATE})
            case "redirect_file":
                self._send(302, b"", "text/plain", {"location": "file:///etc/passwd"})
            case "redirect_loop":
                self.stage.faults.add(fault)
                self._send(302, b"", "text/plain", {"location": self.path})
            case "truncated":
                self._cut(data, "video/mp4")
            case "wrong_length":
                self._send(200, data[: len(data) * 2 // 3], "video/mp4")
            case "other_bytes":
                digest = {"content-md5": "AAAAAAAAAAAAAAAAAAAAAA=="}
                self._send(200, data, "video/mp4", digest)
            case "text":
                self._send(200, b"#EXTM3U\nhttp://127.0.0.1/x".ljust(len(data)), "video/mp4")
            case "empty":
                self._send(200, b"", "video/mp4")
            case _:
                self._break(fault)

    # -- before answering -----------------------------------------------------

    def _with_job(
        self, request_id: str, point: Point, answer: Callable[[FakeJob, Fault | None], None]
    ) -> None:
        job = self.stage.jobs.find(request_id)
        fault = self.stage.faults.take(point, job.key if job else None)
        if job is None or (fault is not None and fault.kind == "gone"):
            self._json(404, {"detail": f"Request {request_id} not found"})
        elif fault is None or not self._break(fault):
            answer(job, fault)

    def _is_known(self) -> bool:
        """Whether a key came along; the rehearsal takes any."""
        scheme, _, key = self.headers.get("authorization", "").partition(" ")
        if (scheme == "Key" and key.strip()) or self.headers.get("x-goog-api-key"):
            return True
        self._body()
        self._json(401, {"detail": "Authentication is required to access this application"})
        return False

    def _broken(self, point: Point, key: str | None = None) -> bool:
        """Whether the answer at this point has been broken already."""
        fault = self.stage.faults.take(point, key)
        return fault is not None and self._break(fault)


def _json_object(data: bytes) -> dict[str, object] | None:
    try:
        body = json.loads(data)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
