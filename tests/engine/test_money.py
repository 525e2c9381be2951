"""Money at the edge between documents and arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.money import format_usd, micro_to_usd, share_usd, usd_to_micro
from engine.errors import UserError


@pytest.mark.parametrize(
    ("dollars", "micro"),
    [
        (0.1, 100_000),
        (1, 1_000_000),
        ("0.42", 420_000),
        (Decimal("1.2345678"), 1_234_568),
        (0.0000005, 1),
        (-0.5, -500_000),
        (1e-9, 0),
    ],
)
def test_that_dollars_become_whole_micro_dollars(dollars: float, micro: int) -> None:
    assert usd_to_micro(dollars) == micro


@pytest.mark.parametrize(
    "amount", [float("nan"), float("inf"), "", "x", True, 1e300, "1e999999999", "-Infinity", "sNaN"]
)
def test_that_what_is_no_money_is_refused_in_one_line(amount: float) -> None:
    with pytest.raises(UserError, match="not an amount of money"):
        usd_to_micro(amount)


@given(st.integers(-(10**15), 10**15))
def test_that_micro_dollars_survive_a_document(micro: int) -> None:
    assert usd_to_micro(micro_to_usd(micro)) == micro


def test_that_a_share_has_four_decimals() -> None:
    assert share_usd(1_000_000, 3) == 0.3333
    assert share_usd(50, 1) == 0.0001
    assert share_usd(420_000, 0) == 0.42


def test_that_people_read_dollars() -> None:
    assert format_usd(420_000) == "$0.42"
    assert format_usd(4_200) == "$0.0042"
    assert format_usd(1_234_567_891) == "$1,234.57"
    assert format_usd(-500_000) == "-$0.50"
    assert format_usd(0) == "$0.00"
