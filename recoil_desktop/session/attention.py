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
    from recoil_desktop.actions.desk import Desk
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.run_desk import RunDesk
    from recoil_desktop.session.runs import Runs
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.showing import Showing
    from recoil_desktop.session.window_parts import WindowParts


class Attention(QObject):
    """Builds these rooms of the session; each listens by itself."""

    def __init__(
        self,
        services: Services,
        doer: Doer,
        parts: WindowParts,
        projects: Projects,
        *,
        desk: Desk,
        runs: Runs,
        run_desk: RunDesk,
        showing: Showing,
    ) -> None:
        super().__init__(parts.window)
        self.going = Going(desk, parts, projects, runs, run_desk)
        self.inbox = Inbox(services, parts, projects, runs, self.going)
        self.judging = Judging(services, doer, parts, projects, inbox=self.inbox, going=self.going)
        self.accounting = Accounting(services, parts, projects, self.going)
        self.recent = Recent(services, parts, projects, showing)
        self.operations = Operations(services, parts, projects)
        self.keeping = Keeping(services, projects, self)
        self.counting = Counting(services, parts.registry, parts.window)

    def close(self) -> None:
        """Keep what was counted."""
        self.counting.keep_now()
