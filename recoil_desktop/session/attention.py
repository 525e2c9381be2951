"""Where the window turns attention to: inbox, queue, account, newest files, what goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from recoil_desktop.session.accounting import Accounting
from recoil_desktop.session.counting import Counting
from recoil_desktop.session.going import Going
from recoil_desktop.session.inbox import Inbox
from recoil_desktop.session.judging import Judging
from recoil_desktop.session.keeping import Keeping
from recoil_desktop.session.operations import Operations
from recoil_desktop.session.recent import Recent

if TYPE_CHECKING:
    from recoil_desktop.session.session import Session


class Attention(QObject):
    """Builds these rooms of the session; each listens by itself."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        services, parts, projects = session.services, session.parts, session.projects
        self.parts = parts
        self.going = Going(session)
        self.inbox = Inbox(services, parts, projects, session.run_watch, self.going)
        self.judging = Judging(
            services, session.doer, parts, projects, inbox=self.inbox, going=self.going
        )
        self.accounting = Accounting(services, parts, projects, self.going)
        self.recent = Recent(services, parts, projects, session.showing)
        self.operations = Operations(services, parts, projects)
        self.keeping = Keeping(services, projects, self)
        self.counting = Counting(services, parts.registry, parts.window)

    def close(self) -> None:
        """End the threads that load pictures, keep what was counted."""
        self.counting.keep_now()
        self.parts.attention.recent.thumbnails.close()
