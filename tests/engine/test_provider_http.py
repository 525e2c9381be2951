"""Where a program may go, how long it waits, and what it believes of an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest

from engine.errors import Ambiguous, Garbled, NotSent, Refused, Unreachable
from engine.media.animatic import render_animatic
from engine.media.animatic_scene import AnimaticSegment
from engine.providers.addresses import check_address, check_peer, is_loopback, same_origin
from engine.providers.downloads import Promise, fetch
from engine.providers.fake_fal import FakeFal
from engine.providers.http import Answer, Wire, retry_after
from tests.helpers.providers import QUICK, a_fal, a_fal_request, ended

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("video") / "tiny.mp4"
    render_animatic([AnimaticSegment(6, title="x")], path, size=(64, 64))
    return path.read_bytes()


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://0.0.0.0/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "http://93.184.216.34/x",
        "file:///etc/passwd",
        "ftp://93.184.216.34/x",
        "https://user:word@93.184.216.34/x",
        "https://93.184.216.34:port/x",
        "https://[nonsense/x",
        "//93.184.216.34/x",
        "",
    ],
)
async def test_that_nobody_is_led_into_the_house(url: str) -> None:
    with pytest.raises(Garbled):
        await check_address("fal", url, allow_loopback=False)


@pytest.mark.parametrize("url", ["https://93.184.216.34/x", "https://[2606:4700::1111]/x"])
async def test_that_public_addresses_are_open(url: str) -> None:
    await check_address("fal", url, allow_loopback=False)


async def test_that_a_rehearsal_may_stay_on_this_machine_and_go_nowhere_else() -> None:
    await check_address("fal", "http://127.0.0.1:5/x", allow_loopback=True)
    await check_address("fal", "http://localhost:5/x", allow_loopback=True)

    with pytest.raises(Garbled, match="private address"):
        await check_address("fal", "https://10.0.0.1/x", allow_loopback=True)
    with pytest.raises(Garbled, match="http address"):
        await check_address("fal", "http://93.184.216.34/x", allow_loopback=True)


async def test_that_an_unknown_name_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="no such server"):
        await check_address("fal", "https://nobody.invalid/x", allow_loopback=False)


def test_that_who_really_answered_counts() -> None:
    with pytest.raises(Garbled):
        check_peer("fal", [ip_address("10.0.0.1")], allow_loopback=True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.b/x", "https://A.b:443/y", True),
        ("https://a.b", "http://a.b", False),
        ("https://a.b", "https://a.b.evil.org", False),
        ("http://127.0.0.1:1", "http://127.0.0.1:2", False),
    ],
)
def test_that_a_server_is_scheme_host_and_port(one: str, other: str, same: bool) -> None:
    assert same_origin(one, other) is same


def test_that_this_machine_is_known_by_all_its_names() -> None:
    here = ("http://127.0.0.1:8", "http://localhost", "http://[::1]:8", "http://a.localhost")

    assert all(map(is_loopback, here))
    assert not is_loopback("http://localhost.example.org")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "999999"}, 3600.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, 5.0),
    ],
)
def test_that_a_pause_is_read(headers: Mapping[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_that_a_pause_may_be_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)

    assert retry_after({"retry-after": later}) == pytest.approx(90, abs=3)


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"<!DOCTYPE html>", "an HTML page"), (b"{", "no JSON"), (b"[]", "no JSON object")],
)
def test_that_rubbish_is_called_so(body: bytes, said: str) -> None:
    with pytest.raises(Garbled, match=said):
        Answer("fal", 200, {}, body).json()


@pytest.mark.parametrize("url", ["gopher://127.0.0.1/", "http://", "nonsense"])
async def test_that_a_strange_address_is_not_sent_to(url: str) -> None:
    wire = Wire("fal", "http://127.0.0.1", QUICK)

    with pytest.raises((NotSent, Ambiguous)) as caught:
        await wire.send_once(url, headers={}, body={})

    await wire.close()
    assert isinstance(caught.value, NotSent)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "nonsense://x"])
def test_that_a_proxy_that_cannot_be_used_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)

    with pytest.raises(Refused, match="the proxy for fal cannot be used"):
        Wire("fal", "https://queue.fal.run", QUICK).check_ready()


async def test_that_an_endless_file_is_not_fetched(tmp_path: Path) -> None:
    with FakeFal(video=b"x" * 4096) as server:
        fal = a_fal(server.url)
        status = await ended(fal, await fal.submit(a_fal_request()))
        promise = Promise(str((status.result or {})["url"]))

        with pytest.raises(Garbled, match="larger than anything"):
            await fetch(fal._wire, promise, tmp_path / "take.mp4", largest=1000)
        await fal.close()

    assert names_in(tmp_path) == []


async def test_that_a_video_that_is_cut_off_says_so_itself(tmp_path: Path, video: bytes) -> None:
    with FakeFal(video=video[: len(video) - 40]) as server:
        fal = a_fal(server.url)
        status = await ended(fal, await fal.submit(a_fal_request()))

        with pytest.raises(Unreachable, match="cut off"):
            await fal.download(status, tmp_path / "take.mp4")
        await fal.close()

    assert names_in(tmp_path) == []


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
