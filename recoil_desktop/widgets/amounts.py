"""Money as people read it in lists: all amounts with as many places."""

from __future__ import annotations

from engine.domain.money import format_usd

_CENT = 10_000


def amount(micro: int) -> str:
    """``$0.76``; only what a cent would hide has more places: ``$0.0042``."""
    if 0 < abs(micro) < _CENT:
        return format_usd(micro)
    sign = "-" if micro < 0 else ""
    cents = (abs(micro) + _CENT // 2) // _CENT
    return f"{sign}${cents // 100:,}.{cents % 100:02d}"
