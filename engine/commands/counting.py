"""Counts how often commands and actions are used, for ``recoil stats``; stays on this machine."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.errors import RecoilError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.clock import Clock
    from engine.store.counters import Counters
    from engine.store.places import Places

log = logging.getLogger(__name__)


def counters_of(places: Places) -> Counters:
    """The counters of this user."""
    from engine.store.counters import Counters  # late: the window's start waits for this module

    return Counters(places.state_dir / "counters.json")


def count_uses(places: Places, counts: Mapping[str, Mapping[str, int]], clock: Clock) -> bool:
    """Add to the counters; whether that was possible. Nobody's work fails because it was not."""
    try:
        counters_of(places).add(counts, stamp(clock.now()))
    except RecoilError as error:
        log.info("not counted: %s", error)
        return False
    return True
