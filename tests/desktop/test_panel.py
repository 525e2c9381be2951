"""The panel with a real video, real mouse and real keys."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from engine.domain.proposal import Sight
from engine.domain.verdict import Finding
from recoil_desktop.actions.review_state import WaitingPass
from recoil_desktop.scrubber.curve import height_of
from tests.helpers.clips import make_clip
from tests.helpers.mouse import NONE, click, double_click, drag, move, press, release
from tests.helpers.panels import a_bench
from tests.helpers.pixels import number_in_image
from tests.helpers.reviews import a_review, with_verdict

if TYPE_CHECKING:
    from tests.helpers.clips import Clip

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio")

WIDTH = 180


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Clip:
    return make_clip(tmp_path_factory.mktemp("clips") / "pass.mp4", shots=(24, 24, 24))


@pytest.fixture
def bench(qtbot, tmp_path):
    return a_bench(qtbot, tmp_path)


@pytest.fixture
def panel(bench, clip):
    bench.panel.show_review(a_review(clip, planned=(24, 24, 24)))
    return bench.panel


def over(panel, track, frame, *, inside=0.0):
    view = panel.timeline
    return QPointF(view.x_of(frame + inside), view.area_of(track).center().y())


def burnt_in(panel, frame):
    """The number in the picture that the proof shows for ``frame``; None while it isn't there."""
    picture = panel._page.proof.picture(frame)
    return None if picture is None else number_in_image(picture, WIDTH)


def on_surface(panel):
    image = panel._page.surface.image
    return None if image.isNull() else number_in_image(image, WIDTH)


def test_that_a_dragged_cut_goes_to_the_frame_under_the_pointer(panel) -> None:
    path = [over(panel, panel.timeline.handles, frame) for frame in (24, 27, 30)]

    drag(panel.timeline, path)

    assert panel.editor.cuts.frames == (30, 48)
    assert panel.state.undo_title == "Move cut to 30"


def test_that_the_pictures_after_a_drag_are_those_of_the_cut(panel, qtbot) -> None:
    path = [over(panel, panel.timeline.handles, frame) for frame in (24, 29, 33)]

    drag(panel.timeline, path)

    qtbot.waitUntil(lambda: [burnt_in(panel, n) for n in (31, 32, 33, 34)] == [31, 32, 33, 34])
    qtbot.waitUntil(lambda: on_surface(panel) == 33)


def test_that_both_sides_of_the_cut_are_live_while_it_is_dragged(panel, qtbot) -> None:
    press(panel.timeline, over(panel, panel.timeline.handles, 24))
    move(panel.timeline, over(panel, panel.timeline.handles, 40))

    qtbot.waitUntil(lambda: [burnt_in(panel, n) for n in (39, 40)] == [39, 40])
    qtbot.waitUntil(lambda: on_surface(panel) == 40)

    assert not panel.state.can_undo
    release(panel.timeline, over(panel, panel.timeline.handles, 40))
    assert panel.state.can_undo


def test_that_escape_puts_a_dragged_cut_back(panel, qtbot) -> None:
    press(panel.timeline, over(panel, panel.timeline.handles, 24))
    move(panel.timeline, over(panel, panel.timeline.handles, 40))

    qtbot.keyClick(panel.timeline, Qt.Key.Key_Escape)

    assert panel.editor.cuts.frames == (24, 48)


def test_that_a_dragged_threshold_changes_the_cuts_at_once_and_keeps_hand_made_ones(
    bench, clip
) -> None:
    panel = bench.panel
    panel.show_review(a_review(clip, planned=(24, 24, 24), scores={24: 60, 48: 20}))
    panel.add_cut_at(9)
    view = panel.timeline
    area = view.area_of(view.curve)
    line, low = (area.top() + height_of(score, area.height()) for score in (27, 15))
    at = QPointF(view.x_of(60), line)

    press(view, at)
    move(view, QPointF(at.x(), low))

    assert panel.editor.cuts.frames == (9, 24, 48)
    assert [cut.frame for cut in view.scene.cuts] == [9, 24, 48]
    release(view, QPointF(at.x(), low))
    panel.undo()
    assert panel.editor.cuts.frames == (9, 24)


def test_that_a_double_click_adds_a_cut_and_selects_it(panel) -> None:
    double_click(panel.timeline, over(panel, panel.timeline.film, 10))

    assert panel.editor.cuts.frames == (10, 24, 48)
    assert (panel.state.selected_cut, panel.player.frame) == (10, 10)


def test_that_confirming_hands_over_exact_seconds(bench, panel) -> None:
    panel.confirm()

    assert bench.said["confirm"] == [("EP001_PASS_003", (Fraction(1), Fraction(2)))]


def test_that_confirm_is_off_and_says_why_while_a_cut_is_missing(bench, panel) -> None:
    panel.delete_cut()

    button = panel._page.header.confirm
    panel.confirm()

    assert (button.isEnabled(), button.text()) == (False, "Confirm 2 cuts")
    assert "needs 2 cuts, 1 placed" in button.toolTip()
    assert panel._page.header.blocked.text() == "needs 2 cuts, 1 placed"
    assert panel._page.hint.text == "needs 2 cuts, 1 placed"
    assert bench.said["confirm"] == []


def test_that_confirm_is_off_while_the_clips_are_being_cut(bench, panel) -> None:
    panel.show_busy("cutting the clips")

    panel.confirm()

    assert not panel._page.header.confirm.isEnabled()
    assert bench.said["confirm"] == []
    panel.show_busy("")
    assert panel._page.header.confirm.isEnabled()


def test_that_a_click_on_the_confirm_button_confirms(bench, panel, qtbot) -> None:
    qtbot.mouseClick(panel._page.header.confirm, Qt.MouseButton.LeftButton)

    assert len(bench.said["confirm"]) == 1


def test_that_a_review_opens_at_the_most_doubtful_place(bench, clip) -> None:
    sights = (Sight.CLEAR, Sight.DOUBTFUL)

    bench.panel.show_review(a_review(clip, planned=(24, 24, 24), sights=sights))

    assert (bench.panel.state.selected_cut, bench.panel.player.frame) == (48, 48)
    assert bench.panel.state.doubtful == 1


def test_that_a_missing_cut_is_proved_where_it_may_be_and_placed_there(bench, clip, qtbot) -> None:
    panel = bench.panel
    panel.show_review(a_review(clip, planned=(24, 24, 24), cuts=(24,)))
    assert (panel.place, panel.state.selected_cut) == (48, None)
    qtbot.waitUntil(lambda: [burnt_in(panel, n) for n in (47, 48)] == [47, 48])

    panel.add_cut_here()

    assert panel.editor.cuts.frames == (24, 48)
    assert panel.state.blocked is None


def test_that_walking_the_doubts_goes_round(bench, clip) -> None:
    panel = bench.panel
    panel.show_review(a_review(clip, planned=(24, 24, 24), cuts=(10, 24)))
    places = [panel.place]

    for _ in range(2):
        panel.next_doubtful()
        places.append(panel.place)

    assert places == [10, 24, 10]


def test_that_the_list_of_cuts_leads_to_each(panel, qtbot) -> None:
    rows = panel._page.side.cuts
    last = rows.model().index(len(rows.rows) - 1, 0)

    click(rows.viewport(), QPointF(rows.visualRect(last).center()))

    assert panel.state.selected_cut == rows.rows[-1].frame
    assert panel.player.frame == rows.rows[-1].frame


def test_that_the_list_of_shots_leads_to_each(panel) -> None:
    side = panel._page.side
    side.tabs.setCurrentIndex(1)
    third = side.shots.model().index(2, 0)

    click(side.shots.viewport(), QPointF(side.shots.visualRect(third).center()))

    assert panel.player.frame == 48
    assert panel.state.shot_here == "EP001_SH33C"


def test_that_a_shot_says_what_is_wrong_with_it_and_what_would_mend_it(bench, clip) -> None:
    panel = bench.panel
    sheet = a_review(clip, planned=(24, 24, 24), cuts=(24,))
    panel.show_review(with_verdict(sheet, 0, Finding.BLACK, "SH33A is black: regenerate it"))

    rows = panel._page.side.shots.rows

    assert [(row.title, row.detail) for row in rows] == [
        ("SH33A", "black: SH33A is black: regenerate it"),
        ("SH33B + SH33C", "missing cut: place a cut near frame 48"),
    ]
    assert panel._page.side.tabs.tabText(1) == "Shots  2!"
    panel.add_cut_at(48)
    assert panel._page.side.shots.rows[2].detail == "1.00 s, planned 1.00 s"


def test_that_a_review_the_proposal_is_sure_of_says_so(bench, clip) -> None:
    sheet = a_review(clip, planned=(24, 24, 24))
    verdict = replace(sheet.verdict, ready=True)

    bench.panel.show_review(replace(sheet, verdict=verdict))

    assert "check and confirm" in bench.panel._page.header.reason.text()


def test_that_rejecting_and_regenerating_name_the_shot_at_the_playhead(bench, panel) -> None:
    panel.go_to_frame(30)

    panel.reject_segment()
    panel.regenerate_shot()

    assert bench.said["reject"] == [("EP001_PASS_003", "EP001_SH33B")]
    assert bench.said["regenerate"] == [("EP001_PASS_003", "EP001_SH33B")]


def test_that_a_loose_video_is_split_instead_of_confirmed(bench, clip) -> None:
    panel = bench.panel
    panel.show_review(a_review(clip, planned=(24, 24, 24), pass_id=None))

    panel.confirm()
    panel.finish()

    assert panel._page.header.confirm.text() == "Split into 3 clips"
    assert bench.said["split"] == [(clip.path, (Fraction(1), Fraction(2)))]
    assert bench.said["confirm"] == []


def test_that_the_queue_names_the_waiting_passes_and_opens_the_next(bench, panel, qtbot) -> None:
    panel.set_queue([WaitingPass(f"EP001_PASS_00{n}", "1 of 2 cuts") for n in (2, 3, 4)])

    panel.open_next_pass()
    chip = panel.queue._chips[0]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)

    assert bench.said["open"] == [("EP001_PASS_004",), ("EP001_PASS_002",)]
    assert [chip.isChecked() for chip in panel.queue._chips] == [False, True, False]
    assert panel.state.waiting == 3


def test_that_the_empty_panel_says_what_to_do_next(bench, panel) -> None:
    panel.clear()
    quiet = panel._empty.text

    panel.set_queue([WaitingPass("EP001_PASS_002")])

    assert "drop it on the window" in quiet
    assert panel._empty.text == "Choose one above, or begin with the first."
    assert panel.state.has_video is False


def test_that_an_unreadable_video_is_said_in_one_line(bench, tmp_path, qtbot) -> None:
    sheet = a_review(planned=(24, 24))

    bench.panel.show_review(sheet)

    qtbot.waitUntil(lambda: "there-is-no-such-video" in bench.panel._page.hint.text)


def test_that_another_review_forgets_the_first(bench, panel, clip) -> None:
    panel.add_cut_at(10)
    panel.mark_in()

    panel.show_review(a_review(clip, planned=(24, 24, 24)))

    assert (panel.state.can_undo, panel.state.in_point) == (False, None)
    assert panel.editor.cuts.frames == (24, 48)


def test_that_the_film_is_filled_from_the_real_decoder(panel, qtbot) -> None:
    film = panel.timeline.film

    last, _end = film.slots(panel.timeline.scale, panel.timeline.area_of(film).height())[-1]
    qtbot.waitUntil(lambda: all(film.has(frame) for frame in (0, 24, last)))

    assert number_in_image(film._pictures[0].toImage(), WIDTH) == 0


def test_that_a_right_click_offers_what_can_be_done_there(panel) -> None:
    at = over(panel, panel.timeline.film, 12, inside=0.5).toPoint()
    where = panel.timeline.mapToGlobal(at)

    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, where)
    QApplication.sendEvent(panel.timeline, event)
    menu = panel.findChild(QMenu)
    next(action for action in menu.actions() if action.objectName() == "cut.add_cut_here").trigger()

    assert panel.editor.cuts.frames == (12, 24, 48)
    menu.close()


def test_that_a_narrow_panel_keeps_the_proof_in_a_tab(bench, panel) -> None:
    side = panel._page.side

    bench.window.resize(600, 560)
    narrow = [side.tabs.tabText(i) for i in range(side.tabs.count())]
    bench.window.resize(960, 720)

    assert bench.window.minimumSizeHint().width() <= 600
    assert narrow == ["Proof", "Cuts", "Shots"]
    assert panel._page.proof.isVisible()
    assert side.tabs.count() == 2


def test_that_the_picture_takes_no_more_width_than_an_upright_video_fills(bench, panel) -> None:
    page = panel._page

    bench.window.resize(800, 460)
    sizes = page.stage.sizes()

    assert sizes[0] <= max(120, page.surface.height() * 9 / 16 + 1)
    assert sizes[1] > sizes[0] + sizes[2]


def test_that_a_wide_video_gets_more_width_than_an_upright_one(bench, panel, tmp_path) -> None:
    upright = panel._page.surface.width()
    wide = make_clip(tmp_path / "wide.mp4", shots=(24, 24), size=(320, 180))

    panel.show_review(a_review(wide, planned=(24, 24), size=(320, 180)))

    assert panel._page.surface.width() > upright


def test_that_a_border_moved_by_hand_stays(bench, panel) -> None:
    stage = panel._page.stage

    handle = stage.handle(1)
    middle = QPointF(handle.rect().center())
    drag(handle, [middle, middle + QPointF(20, 0), middle + QPointF(60, 0)])
    moved = stage.sizes()[0]
    bench.window.resize(960, 640)

    assert stage.sizes()[0] == pytest.approx(moved, abs=2)


def test_that_low_pictures_of_the_proof_have_their_heading_beside_them(bench, panel) -> None:
    page = panel._page

    bench.window.resize(800, 460)

    large = [tile.area for tile in page.proof.tiles if tile.is_large]
    assert page.proof._is_beside
    assert large[0].height() > page.proof.height() * 0.6


def test_that_a_chip_of_the_queue_says_the_pass_in_the_words_of_the_tree(panel) -> None:
    panel.set_queue([WaitingPass("EP001_PASS_002_SH04_05_06_07_A_SHOP", "1 of 3 cuts")])

    chip = panel.queue._chips[0]

    assert chip.text() == "002 A_SHOP · SH4–7"
    assert chip.toolTip() == "EP001_PASS_002_SH04_05_06_07_A_SHOP\n1 of 3 cuts"


def test_that_undo_takes_back_what_is_said_about_the_place_under_the_pointer(panel) -> None:
    at = over(panel, panel.timeline.handles, 24)
    move(panel.timeline, at, held=NONE)
    before = panel._page.hint.text

    panel.delete_cut()
    without = panel._page.hint.text
    panel.undo()

    assert "cut: clear" in before
    assert "no cut between" in without
    assert panel._page.hint.text == before


def test_that_a_review_closes_under_the_pointer(panel) -> None:
    move(panel.timeline, over(panel, panel.timeline.handles, 24), held=NONE)

    panel.clear()

    assert panel.sheet is None
