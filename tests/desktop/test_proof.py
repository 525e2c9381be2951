"""The frames on both sides of a cut: the right ones, from the real decoder, and what clicks do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF

from recoil_desktop.scrubber.exact_feed import ExactFeed
from recoil_desktop.scrubber.proof import ProofView
from recoil_desktop.scrubber.scene import CutMark, Trust
from recoil_desktop.theme import Themes
from tests.helpers.clips import make_clip
from tests.helpers.mouse import NONE, click, move
from tests.helpers.panels import a_bench
from tests.helpers.pixels import number_in_image
from tests.helpers.reviews import a_review

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio")

WIDTH = 180


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clips") / "pass.mp4", shots=(24, 24, 24))


@pytest.fixture
def feed(qtbot):
    feed = ExactFeed()
    yield feed
    feed.close()


@pytest.fixture
def bench(qtbot, tmp_path):
    return a_bench(qtbot, tmp_path)


@pytest.fixture
def proof(qtbot, feed, clip):
    sheet = a_review(clip, planned=(24, 24, 24))
    proof = ProofView(Themes(), feed)
    qtbot.addWidget(proof, before_close_func=lambda widget: widget.close_video())
    proof.resize(640, 400)
    proof.show()
    proof.open(clip.path, sheet.timeline, sheet.size)
    return proof


def a_cut(frame):
    return CutMark(frame, Trust.SURE, "clear")


def numbers(proof):
    shown = [proof.picture(tile.frame) for tile in proof.tiles]
    return [None if picture is None else number_in_image(picture, WIDTH) for picture in shown]


def test_that_the_four_frames_around_the_cut_are_shown(proof, qtbot) -> None:
    proof.show_cut(a_cut(24))

    qtbot.waitUntil(lambda: numbers(proof) == [22, 23, 24, 25])


def test_that_only_the_last_of_many_wishes_counts(proof, qtbot) -> None:
    for frame in range(10, 41):
        proof.show_cut(a_cut(frame))

    qtbot.waitUntil(lambda: numbers(proof) == [38, 39, 40, 41])


def test_that_a_cut_at_the_edge_shows_the_frames_there_are(proof, qtbot) -> None:
    proof.show_cut(a_cut(1))
    qtbot.waitUntil(lambda: numbers(proof) == [0, 1, 2])

    proof.show_cut(a_cut(71))
    qtbot.waitUntil(lambda: numbers(proof) == [69, 70, 71])


@pytest.mark.parametrize("size", [(640, 400), (300, 500), (900, 200)])
@pytest.mark.parametrize("video", [(180, 320), (320, 180), (100, 100)])
def test_that_the_pictures_lie_inside_and_the_two_at_the_cut_are_the_largest(
    proof, clip, size, video
) -> None:
    proof.resize(*size)
    proof.open(clip.path, a_review(clip).timeline, video)

    proof.show_cut(a_cut(24))

    room = QRectF(proof.rect())
    assert all(room.contains(tile.area) for tile in proof.tiles)
    heights = {tile.offset: tile.area.height() for tile in proof.tiles}
    assert heights[-1] == heights[0] > heights[-2] == heights[1]
    overlaps = [
        a for a in proof.tiles for b in proof.tiles if a is not b and a.area.intersects(b.area)
    ]
    assert overlaps == []


@pytest.mark.parametrize(("place", "frame"), [(0, 22), (1, 23), (3, 25)])
def test_that_a_click_on_another_frame_moves_the_cut_there(proof, place, frame) -> None:
    moved = []
    proof.cut_moved.connect(lambda *what: moved.append(what))
    proof.show_cut(a_cut(24))

    click(proof, proof.tiles[place].area.center())

    assert moved == [(24, frame)]


def test_that_a_click_on_the_cut_s_own_frame_does_nothing(proof) -> None:
    moved = []
    proof.cut_moved.connect(lambda *what: moved.append(what))
    proof.show_cut(a_cut(24))

    click(proof, proof.tiles[2].area.center())
    click(proof, QPointF(1, 1))

    assert moved == []


def test_that_in_the_panel_the_cut_goes_to_the_clicked_frame(bench, qtbot, clip) -> None:
    panel = bench.panel
    panel.show_review(a_review(clip, planned=(24, 24, 24)))
    panel.select_cut(24)
    proof = panel._page.proof

    click(proof, proof.tiles[3].area.center())

    assert panel.editor.cuts.frames == (25, 48)
    assert [tile.frame for tile in proof.tiles] == [23, 24, 25, 26]
    qtbot.waitUntil(lambda: numbers(proof) == [23, 24, 25, 26])


def test_that_the_frame_under_the_pointer_offers_itself(proof) -> None:
    proof.show_cut(a_cut(24))

    move(proof, proof.tiles[3].area.center(), held=NONE)

    assert "start the new shot at frame 25" in proof._tip(proof.tiles[3])
    assert proof._under == 25


def test_that_without_a_cut_it_says_how_to_choose_one(proof) -> None:
    proof.show_cut(None)

    assert proof.tiles == ()
    assert proof.accessibleDescription() == "No cut selected"
    assert not proof.grab().isNull()


def test_that_a_video_that_is_gone_is_said_instead_of_shown(proof, tmp_path, qtbot) -> None:
    proof.open(tmp_path / "gone.mp4", a_review().timeline, (180, 320))
    proof.show_cut(a_cut(24))

    qtbot.waitUntil(lambda: "gone.mp4" in proof._message)


def test_that_pictures_of_the_video_before_never_show(feed, clip, qtbot) -> None:
    timeline = a_review(clip).timeline
    came = []
    feed.arrived.connect(lambda frame, _image: came.append(frame))
    feed.open(clip.path, timeline)
    feed.ask([30])

    feed.close()
    feed.open(clip.path, timeline)
    feed.ask([50])

    qtbot.waitUntil(lambda: bool(came))
    assert came == [50]
