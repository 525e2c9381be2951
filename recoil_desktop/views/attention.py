"""The panes that say where attention is wanted: inbox, newest files, account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recoil_desktop.views.account import AccountPane
from recoil_desktop.views.inbox import InboxPane
from recoil_desktop.views.recent import RecentPane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.theme import Themes


@dataclass(frozen=True, slots=True)
class AttentionParts:
    """These panes, empty."""

    inbox: InboxPane
    recent: RecentPane
    account: AccountPane

    @classmethod
    def make(cls, themes: Themes, thumbnails: Thumbnails) -> AttentionParts:
        """Make them."""
        return cls(InboxPane(themes), RecentPane(themes, thumbnails), AccountPane(themes))

    def by_name(self) -> dict[str, QWidget]:
        """The panes by the names of their docks."""
        return {"inbox": self.inbox, "recent": self.recent, "account": self.account}
