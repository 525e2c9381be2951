"""The panes that look at takes: the viewer, compare, and the reel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recoil_desktop.actions.looking_state import LookingState
from recoil_desktop.actions.spec import Scope
from recoil_desktop.views.compare.pane import ComparePane
from recoil_desktop.views.context_play.pane import ContextPane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes
    from recoil_desktop.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class LookingParts:
    """These panes, empty."""

    viewer: Viewer
    compare: ComparePane
    reel: ContextPane

    @classmethod
    def make(
        cls, viewer: Viewer, jobs: JobRunner, themes: Themes, settings: SettingsStore
    ) -> LookingParts:
        """Make those beside the viewer."""
        shared = (jobs, themes, settings)
        return cls(viewer, ComparePane(*shared), ContextPane(*shared))

    def by_name(self) -> dict[str, QWidget]:
        """The panes by the names of their docks."""
        return {"compare": self.compare, "reel": self.reel}

    def homes(self) -> dict[Scope, QWidget]:
        """Where their keys count."""
        return {
            Scope.VIEWER: self.viewer,
            Scope.COMPARE: self.compare,
            Scope.REEL: self.reel,
        }

    @property
    def state(self) -> LookingState:
        """What actions know of them."""
        choice, stage, reel = self.compare.choice, self.compare.stage, self.reel
        return LookingState(
            has_media=self.viewer.path is not None,
            has_video=self.viewer.current_frame is not None,
            marks=len(self.viewer.seek_bar.marks),
            takes=len(choice.takes),
            has_a=choice.a is not None,
            has_b=choice.b is not None,
            mode=str(stage.mode),
            is_b_in_sight=bool(stage.side),
            shots=len(reel.reel.items),
            is_whole=reel.is_whole,
        )

    def close_media(self) -> None:
        """End all threads; before the window goes."""
        self.compare.close_media()
        self.reel.close_media()
