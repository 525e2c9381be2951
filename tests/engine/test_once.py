"""What is made on demand is made once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from engine.store.once import once

THREADS = 8


class House:
    """Counts how often its rooms are built."""

    def __init__(self) -> None:
        self.built: list[str] = []

    @once
    def kitchen(self) -> list[str]:
        """Where it is warm."""
        self.built.append("kitchen")
        return []

    @once
    def hall(self) -> tuple[list[str], ...]:
        """It leads to the others."""
        self.built.append("hall")
        return (self.kitchen,)


def test_that_nothing_is_made_before_it_is_asked_for_and_then_once() -> None:
    house = House()
    built_at_first = list(house.built)

    first, again = house.hall, house.hall

    assert built_at_first == []
    assert first is again
    assert first[0] is house.kitchen
    assert house.built == ["hall", "kitchen"]


def test_that_each_owner_has_its_own() -> None:
    assert House().kitchen is not House().kitchen


def test_that_threads_which_ask_at_once_get_the_same() -> None:
    house, start = House(), Barrier(THREADS)

    def enter(_number: int) -> list[str]:
        start.wait()
        return house.kitchen

    with ThreadPoolExecutor(THREADS, "guest") as guests:
        seen = list(guests.map(enter, range(THREADS)))

    assert all(one is house.kitchen for one in seen)
    assert house.built == ["kitchen"]
