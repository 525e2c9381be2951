"""The timeline under a real mouse; what it wants is taken down, nothing changes by itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage

from engine.domain.cut_edit import CutSheet
from recoil_desktop.scrubber.blocks import extra_blocks, shot_blocks
from recoil_desktop.scrubber.curve import height_of, score_at
from recoil_desktop.scrubber.doubts import judged
from recoil_desktop.scrubber.peaks import Peaks
from recoil_desktop.scrubber.scene import Scene
from recoil_desktop.scrubber.timeline import TimelineView
from recoil_desktop.theme import Themes
from tests.helpers.mouse import click, double_click, drag, move, press, release, wheel
from tests.helpers.reviews import a_review

COUNT = 240


@pytest.fixture
def view(qtbot):
    view = TimelineView(Themes())
    qtbot.addWidget(view)
    view.resize(1016, 360)
    view.show()
    view.show_scene(a_scene())
    return view


def a_scene(cuts=(60, 120, 180)):
    sheet = a_review(planned=(60, 60, 60, 60), scores={60: 60, 121: 60, 180: 60}, cuts=cuts)
    placed = CutSheet(COUNT, sheet.cuts, 3)
    detected = sheet.track.cuts_at(27)
    return Scene(
        timeline=sheet.timeline,
        peaks=Peaks(sheet.track.content),
        detected=detected,
        planned=sheet.planned,
        planned_known=True,
        cuts=tuple(doubt.mark for doubt in judged(sheet, placed)),
        shots=shot_blocks(sheet, placed.frames),
        extras=extra_blocks(sheet, placed.frames, detected),
    )


def taken_down(signal):
    calls = []
    signal.connect(lambda *arguments: calls.append(arguments))
    return calls


def over(view, track, frame, *, inside=0.0):
    """The point over ``frame`` in the row of ``track``; ``inside`` is a share of the frame."""
    area = view.area_of(track)
    return QPointF(view.x_of(frame + inside), area.center().y())


def test_that_dragging_a_handle_asks_for_the_frame_under_the_pointer(view) -> None:
    moves, drops = taken_down(view.cut_dragged), taken_down(view.cut_dropped)

    drag(view, [over(view, view.handles, frame) for frame in (60, 63, 70)])

    assert moves[-1] == (60, 70)
    assert len(drops) == 1


def test_that_a_click_on_a_handle_selects_and_moves_nothing(view) -> None:
    selected, moves = taken_down(view.cut_selected), taken_down(view.cut_dragged)

    click(view, over(view, view.handles, 120) + QPointF(3, 0))

    assert selected == [(120,)]
    assert moves == []


def test_that_a_dragged_cut_jumps_to_a_detected_one_nearby(view) -> None:
    moves = taken_down(view.cut_dragged)

    drag(view, [over(view, view.handles, frame) for frame in (180, 150, 122)])

    assert moves[-1] == (180, 121)


def test_that_alt_lets_a_dragged_cut_go_free(view) -> None:
    moves = taken_down(view.cut_dragged)
    path = [over(view, view.handles, frame) for frame in (180, 150, 122)]

    drag(view, path, keys=Qt.KeyboardModifier.AltModifier)

    assert moves[-1] == (180, 122)


def test_that_snapping_can_be_turned_off(view) -> None:
    moves = taken_down(view.cut_dragged)
    view.snapping = False

    drag(view, [over(view, view.handles, frame) for frame in (180, 150, 122)])

    assert moves[-1] == (180, 122)


def test_that_escape_takes_a_drag_back(view, qtbot) -> None:
    cancelled, drops = taken_down(view.drag_cancelled), taken_down(view.cut_dropped)
    press(view, over(view, view.handles, 60))
    move(view, over(view, view.handles, 75))

    qtbot.keyClick(view, Qt.Key.Key_Escape)
    release(view, over(view, view.handles, 75))

    assert (len(cancelled), drops) == (1, [])


def test_that_a_cut_can_be_taken_by_its_line_in_the_film_too(view) -> None:
    selected = taken_down(view.cut_selected)

    click(view, over(view, view.film, 120) + QPointF(2, 0))

    assert selected == [(120,)]


def test_that_a_press_in_the_film_moves_the_playhead_to_the_frame_under_it(view) -> None:
    swept, asked = taken_down(view.swept), taken_down(view.frame_requested)

    drag(view, [over(view, view.film, frame, inside=0.5) for frame in (20, 30, 42)])

    assert [frame for (frame,) in swept] == [20, 30, 42]
    assert asked == [(42,)]


def test_that_a_double_click_asks_for_a_cut_there(view) -> None:
    added = taken_down(view.cut_added)

    double_click(view, over(view, view.film, 90))

    assert added == [(90,)]


def test_that_a_double_click_on_a_cut_adds_nothing(view) -> None:
    added = taken_down(view.cut_added)

    double_click(view, over(view, view.handles, 120))

    assert added == []


def test_that_a_double_click_on_a_shot_zooms_to_it(view) -> None:
    double_click(view, over(view, view.shots, 90))

    assert view.scale.first == pytest.approx(57, abs=1)
    assert view.scale.shown == pytest.approx(66, abs=1)


def test_that_dragging_the_line_asks_for_the_threshold_under_the_pointer(view) -> None:
    moves, drops = taken_down(view.threshold_dragged), taken_down(view.threshold_dropped)
    area = view.area_of(view.curve)
    line = area.top() + height_of(27, area.height())
    wanted = area.top() + height_of(40, area.height())

    drag(view, [QPointF(500, line), QPointF(500, line - 2), QPointF(500, wanted)])

    assert moves[-1][0] == pytest.approx(40, abs=0.6)
    assert len(drops) == 1


@pytest.mark.parametrize("score", [5, 12.5, 27, 60, 100])
def test_that_a_score_is_read_where_it_is_drawn(score) -> None:
    assert score_at(height_of(score, 80), 80) == pytest.approx(score, abs=0.01)


def test_that_the_wheel_zooms_at_the_pointer(view) -> None:
    at = over(view, view.film, 100)

    wheel(view, at, 3)

    assert view.scale.zoom == pytest.approx(1.25**3 * 4)
    assert view.x_of(100) == pytest.approx(at.x(), abs=0.5)


def test_that_the_wheel_with_shift_pans(view) -> None:
    view.zoom_to(120, 60)
    first = view.scale.first

    wheel(view, over(view, view.film, 120), -1, Qt.KeyboardModifier.ShiftModifier)

    assert view.scale.first > first


def test_that_the_middle_button_takes_the_film_along(view) -> None:
    view.zoom_to(120, 60)
    held = view.scale.position(300)

    drag(view, [QPointF(356, 60), QPointF(456, 60)], button=Qt.MouseButton.MiddleButton)

    assert view.scale.position(400) == pytest.approx(held)


def test_that_the_overview_shows_the_place_pressed_in_it(view) -> None:
    view.zoom_to(20, 24)
    area = view.area_of(view.overview)

    click(view, QPointF(area.left() + area.width() * 0.75, area.center().y()))

    assert view.scale.position(view.scale.width / 2) == pytest.approx(180, abs=1)


def test_that_the_pointer_is_told_what_lies_under_it(view) -> None:
    seen = taken_down(view.hovered)

    move(view, over(view, view.curve, 121, inside=0.6), held=Qt.MouseButton.NoButton)

    (hover,) = seen[-1]
    assert (hover.frame, hover.score) == (121, 60)


def test_that_a_moved_threshold_draws_only_the_rows_it_shows_in(view) -> None:
    view.repaint()
    before = {track: track.drawn for track in view.tracks}

    view.show_scene(replace(view.scene, threshold=40.0))
    view.repaint()

    assert [track for track in view.tracks if track.drawn != before[track]] == [view.curve]


def test_that_a_moved_playhead_draws_no_row_anew(view) -> None:
    view.repaint()
    before = [track.drawn for track in view.tracks]

    view.set_playhead(77)
    view.repaint()

    assert [track.drawn for track in view.tracks] == before


def test_that_the_film_shows_the_picture_of_the_frame_at_the_left_edge(view) -> None:
    view.film.clear(1.0)
    red, blue = (QImage(8, 8, QImage.Format.Format_RGB32) for _ in range(2))
    red.fill(Qt.GlobalColor.red)
    blue.fill(Qt.GlobalColor.blue)

    view.film.add([(0, red), (120, blue)])
    shown = view.grab().toImage()

    density = shown.devicePixelRatio()
    y = view.area_of(view.film).center().y()
    colours = [
        shown.pixelColor(round(view.x_of(f) * density), round(y * density)) for f in (20, 200)
    ]
    assert [colour.blue() > colour.red() for colour in colours] == [False, True]


def test_that_no_picture_of_the_film_reaches_across_a_detected_cut(view) -> None:
    view.film.clear(1.0)

    slots = view.film.slots(view.scale, 80, (60, 121))

    assert {60, 121} <= {frame for frame, _end in slots}
    assert slots[0][0] == 0
    assert slots[-1][1] == COUNT
    assert all(end == following for (_, end), (following, _) in pairwise(slots))


def test_that_another_video_is_shown_whole(view) -> None:
    view.zoom_to(20, 24)

    view.show_scene(a_scene())

    assert view.scale.is_fitted


def test_that_every_theme_and_an_empty_scene_can_be_painted(view) -> None:
    themes = view._themes
    themes.choose("light")
    light = view.grab().toImage()
    view.show_scene(Scene())

    empty = view.grab().toImage()

    assert light.pixelColor(4, 4) == themes.current.surface
    assert not empty.isNull()
