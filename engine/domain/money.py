"""Money is whole micro-dollars inside; documents and people speak dollars."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from engine.errors import UserError

MICRO = 1_000_000
_MOST_USD = Decimal(10) ** 12


def usd_to_micro(amount: float | str | Decimal) -> int:
    """Dollars as whole micro-dollars, half a one rounded away from zero.

    A float counts as the decimal it is written as: 0.1 is a hundred thousand, not a bit more.

    Raises:
        UserError: it is not a finite amount of money.
    """
    try:
        dollars = Decimal(str(amount).strip()) if not isinstance(amount, bool) else Decimal("NaN")
    except InvalidOperation:
        dollars = Decimal("NaN")
    if not dollars.is_finite() or not -_MOST_USD <= dollars <= _MOST_USD:
        raise UserError(f"not an amount of money: {amount!r}")
    return int((dollars * MICRO).quantize(Decimal(1), ROUND_HALF_UP))


def micro_to_usd(micro: int) -> float:
    """Micro-dollars as the float that documents hold."""
    return micro / MICRO


def share_usd(micro: int, parts: int) -> float:
    """One of ``parts`` equal shares in dollars, to 4 decimals, as segment sidecars hold it."""
    share = Decimal(micro) / MICRO / max(parts, 1)
    return float(share.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def format_usd(micro: int) -> str:
    """Micro-dollars for people: ``$0.42``, and ``$0.0042`` where cents would hide it."""
    places = 2 if micro % 10_000 == 0 or abs(micro) >= MICRO else 4
    return f"{'-' if micro < 0 else ''}${Decimal(abs(micro)) / MICRO:,.{places}f}"
