"""Every action there is, in the order of the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recoil_desktop.actions.board import BOARD_ACTIONS
from recoil_desktop.actions.compare import COMPARE_ACTIONS
from recoil_desktop.actions.curation import CURATION_ACTIONS
from recoil_desktop.actions.generate import GENERATE_ACTIONS
from recoil_desktop.actions.looking import LOOKING_ACTIONS
from recoil_desktop.actions.media import MEDIA_ACTIONS
from recoil_desktop.actions.orphans import ORPHAN_ACTIONS
from recoil_desktop.actions.project import HISTORY_ACTIONS, PROJECT_ACTIONS
from recoil_desktop.actions.segmentation import SPECS as SEGMENTATION_ACTIONS
from recoil_desktop.actions.view import HELP_ACTIONS, VIEW_ACTIONS

if TYPE_CHECKING:
    from recoil_desktop.actions.spec import ActionSpec

ALL_ACTIONS: tuple[ActionSpec, ...] = (
    *PROJECT_ACTIONS,
    *HISTORY_ACTIONS,
    *MEDIA_ACTIONS,
    *CURATION_ACTIONS,
    *ORPHAN_ACTIONS,
    *COMPARE_ACTIONS,
    *LOOKING_ACTIONS,
    *GENERATE_ACTIONS,
    *SEGMENTATION_ACTIONS,
    *BOARD_ACTIONS,
    *VIEW_ACTIONS,
    *HELP_ACTIONS,
)

COMMAND_ACTIONS = {
    "project new": "project.new",
    "project use": "project.open",
    "project health": "project.health",
    "demo": "project.demo",
    "extract": "pass.extract",
    "split": "cut.split_video",
    "review show": "pass.review",
    "review confirm": "cut.confirm",
    "promote": "take.pin",
    "star": "take.star_5",
    "reject": "take.reject",
    "segment reject": "take.reject",
    "start-frame": "shot.start_frame",
    "regenerate": "shot.regenerate",
    "generate": "generate.open",
    "collect": "run.collect",
    "rederive": "versions.derive",
    "costs": "pane.costs",
    "needs": "pane.inbox",
    "stats": "help.uses",
    "recent": "pane.recent",
    "account": "pane.account",
    "activity": "pane.activity",
    "reviews": "pane.reviews",
    "episode cut": "episode.play",
    "orphans sweep": "orphan.sweep",
    "orphans register": "orphan.register",
    "orphans delete": "orphan.delete",
    "archive": "media.archive",
    "restore": "trash.open",
    "trash restore": "trash.open",
    "take locate": "run.locate",
    "take fetch": "run.fetch",
    "shoot": "shot.generate",
    "board": "pane.board",
    "board approve": "board.approve",
    "board reject": "board.reject",
    "board render": "board.render",
    "board reference": "board.reference",
    "comment add": "board.comment",
    "comment resolve": "comment.resolve",
    "comment reopen": "comment.resolve",
    "comment edit": "comment.edit",
    "comment delete": "comment.delete",
    "search": "tree.filter",
    "searches save": "search.keep",
    "export otio": "export.open",
    "export edl": "export.open",
    "export fcpxml": "export.open",
    "export csv": "export.open",
    "export contact-sheet": "export.open",
    "undo": "history.undo",
    "redo": "history.redo",
}
"""Which action carries out which command of ``recoil``."""

WITHOUT_ACTION = {
    "comment list": "the comments pane lists them",
    "projects": "the start page and the project menu list them",
    "tree": "the project pane is the tree",
    "searches": "the search box offers them",
    "searches forget": "the menu beside the search box does it",
    "mcp": "agents start it, not people",
    "paths": "the about dialog shows where things lie",
    "doctor": "checks a machine before the window can start",
    "cuts": "opening a video shows its cuts",
    "review list": "the review queue lists them",
    "history": "the history pane lists it",
    "shot": "the inspector shows it",
    "pass": "the inspector shows it",
    "sidecar": "the inspector shows and edits it",
    "jobs": "the runs pane lists those that are open",
    "reviews resolve": "the review queue has a button for it",
    "jobs decide": "the runs pane asks where a job waits for a person",
    "changes stuck": "the health report shows them",
    "changes aside": "the health report has a button for it",
    "orphans list": "the tree shows the quarantine first in its episode",
    "orphans suggest": "the dialog that registers a video suggests its shots",
    "archives": "the archive browser lists it",
    "trash list": "the trash browser lists it",
    "orphans quarantine": "dropping a video on the quarantine puts it there",
    "snapshot make": "one is made by itself whenever a project is opened",
    "snapshot list": "a last resort: on the command line, with the window closed",
    "snapshot restore": "a last resort: on the command line, with the window closed",
}
"""Commands of ``recoil`` that need no action of their own, with the reason."""
