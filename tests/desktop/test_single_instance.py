"""A second start finds the first and hands over what it was asked to open."""

from __future__ import annotations

import threading

from recoil_desktop.single_instance import SingleInstance


def test_that_the_first_start_is_the_window_and_the_second_is_not(qapp, tmp_path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)

    assert first.claim()
    assert not second.claim()
    first.close()
    assert second.claim()
    second.close()


def test_that_other_state_folders_have_windows_of_their_own(qapp, tmp_path) -> None:
    first, second = SingleInstance(tmp_path / "one"), SingleInstance(tmp_path / "two")

    assert first.claim()
    assert second.claim()
    first.close()
    second.close()


def test_that_arguments_of_the_second_start_reach_the_first(qapp, qtbot, tmp_path) -> None:
    first = SingleInstance(tmp_path)
    first.claim()
    assert first.listen()
    heard: list[bool] = []
    words = ("/shows/Nacht ünd Nebel", "--demo")
    other = threading.Thread(
        target=lambda: heard.append(SingleInstance(tmp_path).hand_over(words)), name="second start"
    )

    with qtbot.waitSignal(first.called) as caught:
        other.start()
    qtbot.waitUntil(lambda: bool(heard))
    other.join()
    first.close()

    assert caught.args[0] == words
    assert heard == [True]


def test_that_nobody_listening_means_to_be_the_window(qapp, tmp_path) -> None:
    assert SingleInstance(tmp_path).hand_over(("x",)) is False


def test_that_a_name_left_by_a_crash_is_taken_over(qapp, tmp_path) -> None:
    dead = SingleInstance(tmp_path)
    dead.listen()
    dead._server = None  # gone without closing, as in a crash

    assert SingleInstance(tmp_path).listen()
