"""Every key of the panel, pressed for real."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from engine.domain.proposal import Sight
from engine.domain.timing import FrameSpan
from recoil_desktop.scrubber.tools import VerbButton
from tests.helpers.clips import make_clip
from tests.helpers.panels import a_bench
from tests.helpers.reviews import a_review

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio")

Key = Qt.Key
ALT, SHIFT, CTRL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clips") / "pass.mp4", shots=(24, 24, 24))


@pytest.fixture
def bench(qtbot, tmp_path, clip):
    bench = a_bench(qtbot, tmp_path)
    sights = (Sight.CLEAR, Sight.CLEAR)
    bench.panel.show_review(a_review(clip, planned=(26, 22, 24), sights=sights))
    return bench


@pytest.fixture
def panel(bench):
    return bench.panel


@pytest.fixture
def keys(bench, qtbot):
    def press(*pressed) -> None:
        for each in pressed:
            key, modifier = each if isinstance(each, tuple) else (each, Qt.KeyboardModifier(0))
            qtbot.keyClick(bench.panel.timeline, key, modifier)

    return press


def cuts(panel):
    return panel.editor.cuts.frames


def test_that_n_and_p_walk_along_the_cuts_and_round(panel, keys) -> None:
    walked = []

    for key in (Key.Key_N, Key.Key_N, Key.Key_P, Key.Key_P):
        keys(key)
        walked.append(panel.state.selected_cut)

    assert walked == [48, 24, 48, 24]
    assert panel.player.frame == 24


def test_that_d_goes_to_what_needs_an_eye(panel, keys) -> None:
    panel.select_cut(48)

    keys(Key.Key_Delete, Key.Key_Home, Key.Key_D)

    assert (panel.place, panel.player.frame) == (48, 48)


def test_that_c_cuts_at_the_playhead_and_del_takes_it_away(panel, keys) -> None:
    panel.go_to_frame(10)

    keys(Key.Key_C)
    added = cuts(panel)
    keys(Key.Key_Delete)

    assert (added, cuts(panel)) == ((10, 24, 48), (24, 48))


def test_that_alt_and_arrows_nudge_by_one_frame_and_with_shift_by_more(panel, keys) -> None:
    panel.select_cut(24)

    keys((Key.Key_Right, ALT), (Key.Key_Right, ALT), (Key.Key_Left, ALT))
    one = cuts(panel)
    keys((Key.Key_Right, ALT | SHIFT))

    assert (one, cuts(panel)) == ((25, 48), (35, 48))
    assert panel.player.frame == 35


def test_that_s_snaps_and_b_finds_the_best_cut(panel, keys) -> None:
    panel.select_cut(24)
    keys((Key.Key_Right, ALT), (Key.Key_Right, ALT), Key.Key_S)
    snapped = cuts(panel)

    keys((Key.Key_Left, ALT), Key.Key_B)

    assert (snapped, cuts(panel)) == ((24, 48), (24, 48))


def test_that_b_without_a_selected_cut_places_one_at_the_best_frame(panel, keys) -> None:
    panel.select_cut(48)
    keys(Key.Key_Delete)
    panel.editor.select(None)
    panel.go_to_frame(44)

    keys(Key.Key_B)

    assert cuts(panel) == (24, 48)


def test_that_i_and_o_set_a_range_and_shift_del_empties_it(panel, keys) -> None:
    panel.go_to_frame(20)
    keys(Key.Key_I)
    panel.go_to_frame(30)
    keys(Key.Key_O)
    marked = (panel.state.in_point, panel.state.out_point)

    keys((Key.Key_Delete, SHIFT), (Key.Key_X, ALT))

    assert (marked, cuts(panel)) == ((20, 30), (48,))
    assert panel.state.in_point is None


def test_that_ctrl_alt_and_arrows_shift_all_cuts(panel, keys) -> None:
    keys((Key.Key_Right, CTRL | ALT), (Key.Key_Right, CTRL | ALT), (Key.Key_Left, CTRL | ALT))

    assert cuts(panel) == (25, 49)


def test_that_the_resets_and_the_even_split_have_keys(panel, keys) -> None:
    seen = []

    for each in ((Key.Key_1, ALT), (Key.Key_2, ALT), (Key.Key_E, SHIFT), (Key.Key_3, ALT)):
        keys(each)
        seen.append(cuts(panel))

    assert seen == [(26, 48), (24, 48), (24, 48), (26, 48)]


def test_that_shift_and_arrows_move_the_threshold(panel, keys) -> None:
    keys((Key.Key_Up, SHIFT), (Key.Key_Up, SHIFT), (Key.Key_Down, SHIFT))

    assert panel.editor.threshold == 28


def test_that_undo_and_redo_have_keys(panel, keys) -> None:
    panel.add_cut_at(10)

    keys((Key.Key_Z, CTRL))
    undone = cuts(panel)
    keys((Key.Key_Z, CTRL | SHIFT))

    assert (undone, cuts(panel)) == ((24, 48), (10, 24, 48))


def test_that_comma_period_home_and_end_move_the_playhead(panel, keys) -> None:
    walked = []

    steps = (Key.Key_Home, Key.Key_Period, Key.Key_Right, Key.Key_Comma, Key.Key_End)
    for each in (*steps, (Key.Key_Left, SHIFT)):
        keys(each)
        walked.append(panel.player.frame)

    assert walked == [0, 1, 2, 1, 71, 61]


def test_that_space_plays_and_k_stands_still(panel, keys) -> None:
    keys(Key.Key_Space)
    playing = panel.state.playing
    keys(Key.Key_K)

    assert (playing, panel.state.playing) == (True, False)


def test_that_j_and_l_run_faster_each_time(panel, keys) -> None:
    rates = []

    for key in (Key.Key_L, Key.Key_L, Key.Key_K, Key.Key_J, Key.Key_J, Key.Key_K):
        keys(key)
        rates.append(panel.player.rate)

    assert rates == [1, 2, 0, -1, -2, 0]


def test_that_shift_l_loops_the_segment_and_again_lets_go(panel, keys) -> None:
    panel.go_to_frame(30)

    keys((Key.Key_L, SHIFT))
    looped = panel.looped
    keys((Key.Key_L, SHIFT), Key.Key_K)

    assert (looped, panel.looped) == (FrameSpan(24, 48), None)


def test_that_z_zooms_to_the_cut_and_shift_z_shows_all(panel, keys) -> None:
    panel.select_cut(24)
    for _ in range(4):
        keys(Key.Key_Plus)
    keys(Key.Key_Z)
    close = panel.timeline.scale
    keys((Key.Key_Z, SHIFT))

    assert close.shown <= 72
    assert panel.timeline.scale.is_fitted


def test_that_ctrl_return_confirms(bench, keys) -> None:
    keys((Key.Key_Return, CTRL))

    assert len(bench.said["confirm"]) == 1


def test_that_ctrl_g_takes_a_frame_number(panel, keys, qtbot) -> None:
    keys((Key.Key_G, CTRL))
    field = panel.tools.frame_field

    qtbot.keyClicks(field, "33")
    qtbot.keyClick(field, Key.Key_Return)

    assert panel.player.frame == 33


def test_that_a_timecode_can_be_typed(panel, keys, qtbot) -> None:
    keys((Key.Key_G, CTRL | SHIFT))
    field = panel.tools.timecode_field

    qtbot.keyClicks(field, "00:00:02:03")
    qtbot.keyClick(field, Key.Key_Return)

    assert panel.player.frame == 51


def test_that_letters_typed_into_a_field_are_no_commands(panel, keys, qtbot) -> None:
    keys((Key.Key_G, CTRL))
    field = panel.tools.frame_field

    qtbot.keyClicks(field, "c")

    assert cuts(panel) == (24, 48)


def test_that_a_click_beside_a_field_brings_the_keys_back(panel, qtbot) -> None:
    page = panel._page
    for place in (page.surface, page.proof, page.tools.findChildren(VerbButton)[0]):
        panel.enter_frame()

        qtbot.mouseClick(place, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))

        assert panel.timeline.hasFocus()


def test_that_escape_leaves_a_field_for_the_timeline(panel, qtbot) -> None:
    panel.enter_frame()

    qtbot.keyClicks(panel.tools.frame_field, "7777")
    qtbot.keyClick(panel.tools.frame_field, Qt.Key.Key_Escape)

    assert panel.timeline.hasFocus()
    assert panel.tools.frame_field.text() == str(panel.player.frame)


def test_that_a_number_typed_after_a_click_replaces_the_one_that_stood_there(panel, qtbot) -> None:
    field = panel.tools.frame_field

    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "12\r")

    assert panel.player.frame == 12
