"""The rehearsal server: jobs, bills and faults, as the real one would have them."""

from __future__ import annotations

import http.client
import json
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from engine.errors import Refused, UserError
from engine.media.probe import probe
from engine.providers.fake_fal import FakeFal
from engine.providers.fake_fal_faults import KINDS, Fault, Faults, Point

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDPOINT = "bytedance/seedance-2.0/reference-to-video"
BODY = {"prompt": "Rain.", "duration": "4", "resolution": "64p", "aspect_ratio": "1:1", "seed": 3}


@pytest.fixture
def server() -> Iterator[FakeFal]:
    with FakeFal(video=b"a video") as running:
        yield running


class Asker:
    """Asks a server, over a connection for each question."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc

    def ask(
        self, method: str, path: str, body: object = None, *, key: str = "", auth: str = "Key x"
    ) -> tuple[int, dict[str, object]]:
        status, data = self.fetch(method, path, body, key=key, auth=auth)
        return status, json.loads(data)

    def fetch(
        self, method: str, path: str, body: object = None, *, key: str = "", auth: str = "Key x"
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self._host, timeout=10)
        headers = {"authorization": auth, "idempotency-key": key}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            connection.request(method, urlsplit(path).path or "/", data, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def test_that_a_job_waits_runs_and_is_billed_once(server: FakeFal) -> None:
    asker = Asker(server.url)
    status, job = asker.ask("POST", f"/{ENDPOINT}", BODY, key="d_1")

    states = [asker.ask("GET", str(job["status_url"]))[1]["status"] for _ in range(4)]
    result = asker.ask("GET", str(job["response_url"]))[1]

    assert status == 200
    assert states == ["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "COMPLETED"]
    assert asker.fetch("GET", str(result["video"]["url"])) == (200, b"a video")  # type: ignore[index]
    counts = server.counts()
    assert (counts.posts, counts.jobs, counts.billed, counts.billed_micro) == (1, 1, 1, 1_200_000)
    assert counts.billed_by_key == {"d_1": 1}


def test_that_two_posts_are_two_jobs_though_they_have_one_key(server: FakeFal) -> None:
    asker = Asker(server.url)

    for _ in range(2):
        asker.ask("POST", f"/{ENDPOINT}", BODY, key="d_1")

    assert server.counts().jobs_by_key == {"d_1": 2}
    listed = asker.ask("GET", "/rehearsal")[1]
    assert listed["jobs"] == 2


def test_that_nobody_is_served_without_a_key(server: FakeFal) -> None:
    assert Asker(server.url).ask("POST", f"/{ENDPOINT}", BODY, auth="")[0] == 401
    assert server.counts().posts == 0


def test_that_a_waiting_job_can_be_cancelled_and_a_running_one_not(server: FakeFal) -> None:
    asker = Asker(server.url)
    waiting = asker.ask("POST", f"/{ENDPOINT}", BODY)[1]
    running = asker.ask("POST", f"/{ENDPOINT}", BODY)[1]
    for _ in range(2):
        asker.ask("GET", str(running["status_url"]))

    for job in (waiting, running):
        asker.ask("PUT", str(job["cancel_url"]))

    assert asker.ask("GET", str(waiting["status_url"]))[1]["error_type"] == "client_cancelled"
    assert "error" not in asker.ask("GET", str(running["status_url"]))[1]
    assert server.counts().billed == 1


def test_that_jobs_and_bills_survive_the_server(tmp_path: Path) -> None:
    with FakeFal(folder=tmp_path, video=b"v") as first:
        job = Asker(first.url).ask("POST", f"/{ENDPOINT}", BODY, key="d_1")[1]
        asked = urlsplit(str(job["status_url"])).path

    with FakeFal(folder=tmp_path, video=b"v") as second:
        states = [Asker(second.url).ask("GET", asked)[1]["status"] for _ in range(3)]
        counts = second.counts()

    assert states[-1] == "COMPLETED"
    assert counts.billed_by_key == {"d_1": 1}


def test_that_it_renders_the_shots_a_prompt_tells_of(tmp_path: Path) -> None:
    prompt = "Rain.\nShot 1 (0-1.5 s): She waits.\nShot 2 (2.5 s, wide): She goes."
    with FakeFal(queued=0, running=0) as server:
        asker = Asker(server.url)
        body = {**BODY, "prompt": prompt, "generate_audio": False}
        job = asker.ask("POST", f"/{ENDPOINT}", body)[1]
        while asker.ask("GET", str(job["status_url"]))[1]["status"] != "COMPLETED":
            pass
        url = asker.ask("GET", str(job["response_url"]))[1]["video"]["url"]  # type: ignore[index]
        (tmp_path / "made.mp4").write_bytes(asker.fetch("GET", str(url))[1])

    info = probe(tmp_path / "made.mp4")
    assert (info.frames, info.width, info.height) == (96, 64, 64)


def test_that_a_stopped_server_waits_for_nobody_and_leaves_nothing() -> None:
    server = FakeFal(video=b"v").start()
    own = server._own
    kept = http.client.HTTPConnection(urlsplit(server.url).netloc)
    kept.request("GET", "/rehearsal")
    kept.getresponse().read()

    server.stop()

    kept.close()
    assert own is not None
    assert not own.exists()


def test_that_a_taken_port_is_said_in_one_line(server: FakeFal) -> None:
    port = urlsplit(server.url).port or 0

    with pytest.raises(Refused, match=f"cannot listen on port {port}"):
        FakeFal(port=port)


def test_that_faults_come_in_their_order_and_only_to_whom_they_belong() -> None:
    faults = Faults()
    faults.add(
        Fault(Point.STATUS, "500", times=2),
        Fault(Point.STATUS, "drop", key="d_2"),
        Fault(Point.SUBMIT, "429", times=0),
    )

    taken = [faults.take(Point.STATUS, key) for key in ("d_1", "d_1", "d_1", "d_2", "d_2")]

    assert [fault and fault.kind for fault in taken] == ["500", "500", None, "drop", None]
    assert {faults.take(Point.SUBMIT).kind for _ in range(5)} == {"429"}  # type: ignore[union-attr]


def test_that_chance_is_decided_by_a_seed() -> None:
    def run(seed: int) -> list[str | None]:
        faults = Faults.parse(f"random=0.5 seed={seed}")
        taken = [faults.take(Point.STATUS) for _ in range(50)]
        return [fault and fault.kind for fault in taken]

    assert run(1) == run(1) != run(2)
    assert 10 < run(1).count(None) < 40


def test_that_faults_can_be_said_in_words() -> None:
    faults = Faults.parse("submit=drop_after*2 job=content_policy:billed retry_after=0.2")

    assert [(f.kind, f.times, f.seconds) for f in faults.script] == [
        ("drop_after", 2, 0.2),
        ("content_policy:billed", 1, 0.2),
    ]


@pytest.mark.parametrize("said", ["submit=explode", "nowhere=500", "status=500*x", "random=much"])
def test_that_unknown_faults_are_named(said: str) -> None:
    with pytest.raises(UserError):
        Faults.parse(said)


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        (point, kind)
        for point in (Point.STATUS, Point.RESULT, Point.DOWNLOAD)
        for kind in KINDS[point]
    ],
)
def test_that_no_fault_harms_the_server(server: FakeFal, point: Point, kind: str) -> None:
    asker = Asker(server.url)
    job = asker.ask("POST", f"/{ENDPOINT}", BODY)[1]
    for _ in range(3):
        asker.ask("GET", str(job["status_url"]))
    url = asker.ask("GET", str(job["response_url"]))[1]["video"]["url"]  # type: ignore[index]
    server.faults.add(Fault(point, kind, seconds=0.01))
    places = {Point.STATUS: job["status_url"], Point.RESULT: job["response_url"]}

    with suppress(OSError, http.client.HTTPException):
        asker.fetch("GET", str(places.get(point, url)))

    server.faults.script.clear()
    assert asker.fetch("GET", str(url)) == (200, b"a video")
