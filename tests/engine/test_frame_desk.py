"""The newest wish wins, and looking ahead gives way to whoever waits for a frame."""

from __future__ import annotations

from engine.media.frame_desk import Desk, Wish

BOX = (720, 720)


def test_that_the_newest_wish_wins() -> None:
    desk = Desk(BOX)
    desk.put(Wish(3))
    desk.put(Wish(8, is_passing=True))

    taken = [desk.take_wish(), desk.take_wish()]

    desk.close()
    assert taken == [Wish(8, is_passing=True), None]


def test_that_a_desk_owes_from_the_wish_to_the_answer() -> None:
    mine, other = Desk(BOX), Desk(BOX)
    seen = [other.others_owe()]

    mine.put(Wish(3))
    seen.append(other.others_owe())
    mine.take_wish()
    seen.append(other.others_owe())
    mine.has_answered()
    seen.append(other.others_owe())

    assert seen == [False, True, True, False]


def test_that_nobody_gives_way_to_himself() -> None:
    desk = Desk(BOX)
    desk.put(Wish(3))

    owes = desk.others_owe()

    desk.close()
    assert not owes


def test_that_a_wish_that_came_in_between_is_still_owed() -> None:
    mine, other = Desk(BOX), Desk(BOX)
    mine.put(Wish(3))
    mine.take_wish()
    mine.put(Wish(4))
    mine.has_answered()

    owes = other.others_owe()

    mine.close()
    assert owes


def test_that_a_closed_desk_owes_nothing_any_more() -> None:
    mine, other = Desk(BOX), Desk(BOX)
    mine.put(Wish(3))

    mine.close()
    mine.put(Wish(4))

    assert not other.others_owe()
