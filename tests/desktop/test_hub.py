"""The hub gathers changes and keeps apart who caused them."""

from __future__ import annotations

from engine.domain.changes import Change, ChangeKind
from recoil_desktop.hub import ChangeHub

MEDIA = Change(ChangeKind.MEDIA, "renders/ep_001/a.mp4")
SIDECAR = Change(ChangeKind.SIDECAR, "renders/ep_001/a.mp4.json")


def listening(hub):
    told = []
    hub.changed.connect(lambda changes, initiator: told.append((changes, initiator)))
    return told


def test_that_changes_of_one_moment_are_told_once(qtbot) -> None:
    hub = ChangeHub()
    told = listening(hub)

    with qtbot.waitSignal(hub.changed):
        hub.publish([MEDIA])
        hub.publish([SIDECAR])

    assert told == [(frozenset({MEDIA, SIDECAR}), None)]


def test_that_who_caused_a_change_is_told(qtbot) -> None:
    hub, inspector = ChangeHub(), object()
    told = listening(hub)

    hub.publish([MEDIA], inspector)
    hub.publish([SIDECAR])
    hub.flush()

    assert told == [(frozenset({MEDIA}), inspector), (frozenset({SIDECAR}), None)]


def test_that_no_change_is_no_news(qtbot) -> None:
    hub = ChangeHub()
    told = listening(hub)

    hub.publish([])
    hub.flush()

    assert told == []
