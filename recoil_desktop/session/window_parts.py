"""Builds the window out of its parts; nothing here decides anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recoil_desktop.actions.catalogue import ALL_ACTIONS
from recoil_desktop.actions.registry import ActionRegistry
from recoil_desktop.actions.spec import Scope
from recoil_desktop.scrubber.panel import SegmentationPanel
from recoil_desktop.session.board_parts import BoardParts, make_board_parts
from recoil_desktop.session.searching import beside
from recoil_desktop.views.activity import Activity
from recoil_desktop.views.attention import AttentionParts
from recoil_desktop.views.costs import CostsPane
from recoil_desktop.views.docks import Docks
from recoil_desktop.views.inspector.pane import Inspector
from recoil_desktop.views.list_pane import ListPane
from recoil_desktop.views.looking import LookingParts
from recoil_desktop.views.main_window import Furniture
from recoil_desktop.views.review_queue import ReviewQueue
from recoil_desktop.views.runs.pane import RunsPane
from recoil_desktop.views.status_strip import StatusStrip
from recoil_desktop.views.tree_pane import TreePane
from recoil_desktop.views.versions import VersionsPane
from recoil_desktop.views.viewer import Viewer
from recoil_desktop.widgets.drop_veil import DropVeil
from recoil_desktop.widgets.empty import EmptyState
from recoil_desktop.widgets.toast import Toasts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recoil_desktop.actions.desk import Desk
    from recoil_desktop.session.services import Services
    from recoil_desktop.views.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class WindowParts:
    """The window and the panes that the session talks to."""

    registry: ActionRegistry
    window: MainWindow
    tree: TreePane
    viewer: Viewer
    panel: SegmentationPanel
    inspector: Inspector
    activity: Activity
    reviews: ReviewQueue
    history: ListPane
    runs: RunsPane
    versions: VersionsPane
    costs: CostsPane
    wall: BoardParts
    attention: AttentionParts
    looking: LookingParts


def furnish(window: MainWindow, desk: Desk, services: Services) -> WindowParts:
    """Make all panes, empty, and put them into the window."""
    registry = ActionRegistry(ALL_ACTIONS, desk, window)
    themes, jobs, settings = services.themes, services.jobs, services.settings
    tree = TreePane(registry, themes, beside=beside(jobs))
    viewer = Viewer(jobs, services.caches, themes, settings)
    panel = SegmentationPanel(
        jobs, services.caches, themes, settings, previews=services.places.cache_dir / "previews"
    )
    inspector = Inspector(themes)
    activity = ListPane(themes, EmptyState(themes, "activity", *_NO_ACTIVITY))
    looking = LookingParts.make(viewer, jobs, themes, settings)
    reviews = ReviewQueue(themes, EmptyState(themes, "inbox", *_NO_REVIEWS))
    history = ListPane(themes, EmptyState(themes, "history", *_NO_HISTORY))
    runs, versions = RunsPane(registry, themes), VersionsPane(registry, themes)
    costs, wall = CostsPane(registry, themes), make_board_parts(registry, services)
    attention = AttentionParts.make(themes, wall.thumbnails)
    panes: dict[str, QWidget] = {
        "tree": tree,
        "viewer": viewer,
        "segmentation": panel,
        "inspector": inspector,
        "activity": activity,
        "reviews": reviews,
        "history": history,
        "runs": runs,
        "versions": versions,
        "costs": costs,
    } | (attention.by_name() | looking.by_name() | wall.panes)
    furniture = Furniture(
        registry=registry,
        docks=Docks(panes, themes),
        homes={Scope.SEGMENTATION: panel, Scope.TREE: tree} | wall.homes | looking.homes(),
        status=StatusStrip(registry, themes, window),
        toasts=Toasts(window, themes),
        veil=DropVeil(window, themes),
    )
    window.furnish(furniture)
    return WindowParts(
        registry=registry,
        window=window,
        tree=tree,
        viewer=viewer,
        panel=panel,
        inspector=inspector,
        activity=Activity(jobs, activity),
        reviews=reviews,
        history=history,
        runs=runs,
        versions=versions,
        costs=costs,
        wall=wall,
        attention=attention,
        looking=looking,
    )


_NO_ACTIVITY = ("Nothing is running", "Work that takes longer than a blink appears here.")
_NO_REVIEWS = (
    "Nothing waits for your judgement",
    "Passes whose cuts differ from the plan, and takes that no retry could mend, come here.",
)
_NO_HISTORY = ("Nothing was changed yet", "Every change is listed here and can be taken back.")
