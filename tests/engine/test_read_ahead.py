"""What is fetched ahead comes in order, stops with its reader and hides no error."""

from __future__ import annotations

import threading
from itertools import count
from typing import TYPE_CHECKING

import pytest

from engine.media.read_ahead import read_ahead

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_that_all_items_come_in_order() -> None:
    with read_ahead(iter(range(1, 50)), 4) as items:
        assert list(items) == list(range(1, 50))


def test_that_nothing_comes_of_nothing() -> None:
    with read_ahead(iter(()), 4) as items:
        assert list(items) == []


def test_that_an_error_comes_after_the_items_before_it() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with read_ahead(failing(), 4) as items:
        assert next(items) == 1
        with pytest.raises(ValueError, match="broken"):
            next(items)


def test_that_no_more_is_fetched_than_was_said_and_the_thread_ends() -> None:
    fetched: list[int] = []

    def source() -> Iterator[int]:
        for number in count(1):
            fetched.append(number)
            yield number

    before = threading.active_count()

    with read_ahead(source(), 4) as items:
        assert [next(items), next(items)] == [1, 2]

    assert threading.active_count() == before
    assert len(fetched) <= 2 + 4


def test_that_another_thread_fetches() -> None:
    names = (threading.current_thread().name for _ in range(3))

    with read_ahead(names, 2) as items:
        assert all(name.startswith("ahead") for name in items)
