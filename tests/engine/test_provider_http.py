"""Where a program may go, how long it waits, and what it believes of an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest

from engine.errors import Ambiguous, Garbled, NotSent, Unreachable
from engine.providers.addresses import check_address, check_peer, is_loopback, same_origin
from engine.providers.http import Answer, Wire, retry_after
from tests.helpers.providers import QUICK

if TYPE_CHECKING:
    from collections.abc import Mapping


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
