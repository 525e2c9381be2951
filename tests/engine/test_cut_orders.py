"""Who cuts which clip: every clip once, everybody forward, nobody idle while clips are left."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from engine.domain.timing import FrameSpan
from engine.media.cut_orders import Order, Orders


def orders(count: int) -> list[Order]:
    return [Order(n, FrameSpan(10 * n, 10 * n + 10), Path(f"{n}.mp4")) for n in range(count)]


def served(queue: Orders, hand: int) -> int:
    order = queue.next_for(hand)
    assert order
    return order.number


def test_that_hands_begin_at_their_share_and_go_forward() -> None:
    queue = Orders(orders(4), [10, 10, 10, 10], hands=2)

    assert [served(queue, hand) for hand in (0, 1, 1, 0)] == [0, 2, 3, 1]
    assert queue.next_for(0) is None


def test_that_shares_are_of_the_work_and_not_of_the_clips() -> None:
    queue = Orders(orders(4), [3, 60, 30, 60], hands=2)

    assert [served(queue, hand) for hand in (1, 0, 0, 0)] == [3, 0, 1, 2]


def test_that_who_is_done_helps_the_others() -> None:
    queue = Orders(orders(4), [10, 10, 10, 10], hands=2)

    assert [served(queue, 1) for _ in range(4)] == [2, 3, 0, 1]


@given(
    costs=some.lists(some.integers(1, 99), min_size=1, max_size=12),
    hands=some.integers(1, 4),
    turns=some.data(),
)
def test_that_every_clip_is_cut_once(costs: list[int], hands: int, turns: some.DataObject) -> None:
    queue = Orders(orders(len(costs)), costs, hands)

    found = [served(queue, turns.draw(some.integers(0, hands - 1))) for _ in costs]

    assert sorted(found) == list(range(len(costs)))
    assert all(queue.next_for(hand) is None for hand in range(hands))
