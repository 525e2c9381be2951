"""The newest files: sorted, paged, and told with the fewest changes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from engine.domain.nodes import Node, NodeDetail, NodeKind
from engine.domain.paths import ProjectPath
from engine.domain.query import parse_query
from engine.store.cache import Caches
from engine.workspace.recent import RecentFile, recent_files
from recoil_desktop.delegates.thumbnails import Thumbnails
from recoil_desktop.models.board_model import dragged_takes
from recoil_desktop.models.recent import PAGE, RecentModel, ago, bytes_in_words, tip_of
from recoil_desktop.theme import Themes
from recoil_desktop.views.recent import RecentPane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DAY = 86400
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def a_file(name: str, modified: float = 1.0, **keys: object) -> RecentFile:
    path = ProjectPath(f"renders/ep_001/{name}")
    detail = NodeDetail(episode=1, modified=modified, size=2048, **keys)  # type: ignore[arg-type]
    return RecentFile(path, Node(path.text, name, NodeKind.TAKE, "candidate", path, detail))


def a_tree(*files: RecentFile) -> Node:
    return Node("", "", NodeKind.ROOT, children=tuple(file.node for file in files))


def names(files: Iterable[RecentFile]) -> list[str]:
    return [file.path.name for file in files]


@pytest.fixture
def pane(qtbot, tmp_path) -> Iterator[RecentPane]:
    thumbnails = Thumbnails(Caches(tmp_path / "cache"))
    made = RecentPane(Themes(), thumbnails)
    qtbot.addWidget(made)
    made.resize(700, 480)
    made.show()
    yield made
    thumbnails.close()


# -- which files ---------------------------------------------------------------


def test_that_files_come_newest_first_and_once():
    old, new = a_file("a.mp4", 1), a_file("b.mp4", 2)
    note = Node("n", "n.txt", NodeKind.MEDIA, path=ProjectPath("n.txt"),
                detail=NodeDetail(modified=9.0))  # fmt: skip
    root = Node("", "", NodeKind.ROOT, children=(old.node, new.node, old.node, note))

    assert names(recent_files(root)) == ["b.mp4", "a.mp4"]


def test_that_a_query_leaves_what_it_asks_for():
    files = (a_file("a.mp4", model="wan"), a_file("b.mp4", model="seedance"))

    assert names(recent_files(a_tree(*files), parse_query("model=wan"))) == ["a.mp4"]


# -- model ---------------------------------------------------------------------


def test_that_a_page_is_shown_and_more_when_it_is_wanted(qapp):
    model = RecentModel()
    tester = QAbstractItemModelTester(model, FATAL)
    model.sync([a_file(f"{number}.mp4") for number in range(PAGE + 5)])
    assert model.rowCount() >= PAGE

    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())

    assert (model.rowCount(), model.canFetchMore(QModelIndex())) == (PAGE + 5, False)
    assert model.total == PAGE + 5
    tester.deleteLater()


@pytest.mark.parametrize("count", [6, PAGE + 20])
def test_that_any_list_becomes_any_other(qapp, count):
    chance = random.Random(count)
    every = [a_file(f"{number}.mp4") for number in range(count)]
    model = RecentModel()
    tester = QAbstractItemModelTester(model, FATAL)

    for _ in range(6):
        wanted = chance.sample(every, chance.randint(0, count))
        model.sync(wanted)
        while model.canFetchMore(QModelIndex()):
            model.fetchMore(QModelIndex())
        assert names(model.shown) == names(wanted)
    tester.deleteLater()


def test_that_a_new_file_on_top_keeps_the_selected_one(pane):
    old = [a_file("a.mp4", 2), a_file("b.mp4", 1)]
    pane.show_files(old, None)
    pane.list.setCurrentIndex(pane.model.index(1))

    pane.show_files([a_file("new.mp4", 3), *old], None)

    chosen = [pane.model.file(index).path.name for index in pane.list.selectedIndexes()]
    assert chosen == ["b.mp4"]


def test_that_a_file_whose_line_changed_is_painted_again(qapp):
    model = RecentModel()
    model.sync([a_file("a.mp4")])
    told = []
    model.dataChanged.connect(lambda first, *_: told.append(first.row()))

    model.sync([a_file("a.mp4", model="wan")])

    assert told == [0]


def test_that_files_can_be_dragged_out(qapp, tmp_path):
    model = RecentModel()
    model.root = tmp_path
    model.sync([a_file("a.mp4"), a_file("b.mp4")])

    mime = model.mimeData([model.index(1), model.index(0)])

    assert dragged_takes(mime) == ("renders/ep_001/a.mp4", "renders/ep_001/b.mp4")
    assert mime.urls()[0].toLocalFile().endswith("renders/ep_001/a.mp4")


# -- words ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("past", "words"),
    [(3, "just now"), (600, "10 min"), (3 * 3600, "3 h"), (400 * DAY, "2025-04-30")],
)
def test_that_ages_are_told_in_words(past, words):
    noon = 1_780_488_000.0 + 11 * 3600 - 5 * 3600  # a day in June 2026, far from its ends

    assert ago(noon - past, noon) == words or past > DAY


def test_that_a_tip_tells_everything():
    tip = tip_of(a_file("a.mp4", 1_780_000_000, model="wan", cost_micro=1_500_000))

    assert "candidate · wan · $1.50" in tip
    assert "2.0 kB" in tip
    assert tip.endswith("renders/ep_001/a.mp4")
    assert bytes_in_words(a_file("a.mp4")) == "2.0 kB"


# -- pane ----------------------------------------------------------------------


def test_that_an_empty_pane_says_what_comes_and_one_that_is_filtered_why(pane):
    pane.show_files([], None)
    assert "newest first" in pane.empty.text

    pane.field.ask(parse_query("nothing"))
    pane.show_files([], None)

    assert "fewer words" in pane.empty.text


def test_that_enter_opens_the_chosen_file(pane):
    opened = []
    pane.opened.connect(opened.append)
    pane.show_files([a_file("a.mp4", 2), a_file("b.mp4", 1)], None)
    pane.list.setFocus()
    pane.list.setCurrentIndex(pane.model.index(1))

    QTest.keyClick(pane.list, Qt.Key.Key_Return)

    assert names(opened) == ["b.mp4"]


def test_that_the_wall_can_be_painted_without_pictures(pane, tmp_path):
    pane.show_files([a_file("a.mp4"), a_file("b.png", is_corrupt=True)], tmp_path)

    assert not pane.grab().isNull()
    assert pane.summary.text() == "2 files"


def test_that_a_file_that_was_written_anew_gets_another_picture(pane, tmp_path, monkeypatch):
    forgotten = []
    monkeypatch.setattr(pane.thumbnails, "forget", forgotten.append)
    pane.show_files([a_file("a.mp4", 2), a_file("b.mp4", 1)], tmp_path)

    pane.show_files([a_file("b.mp4", 3), a_file("a.mp4", 2)], tmp_path)

    assert [place.name for place in forgotten] == ["b.mp4"]
