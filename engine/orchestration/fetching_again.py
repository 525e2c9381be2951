"""A take whose file vanished, fetched once more from whoever rendered it; that costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.dispatches import DispatchState
from engine.errors import NotFound, Refused
from engine.orchestration.filing import refile_take
from engine.providers.base import JobState, Submission

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.dispatches import Dispatch
    from engine.domain.paths import ProjectPath
    from engine.orchestration.desk import Desk
    from engine.store.project import Project

_MANY_BYTES = 12


async def fetch_again(desk: Desk, target: ProjectPath) -> Dispatch:
    """Put the file of a paid take back where it belongs; its sidecar stays as it is.

    Nothing is sent and nothing is paid: the job is asked for by what its provider answered then.

    Raises:
        Refused: it is there; its provider does not keep it any more; what came is another file.
        NotFound: no job of this project rendered it.
        MissingKey: its provider cannot be asked without its key.
        Unreachable, Garbled: it cannot be asked now.
    """
    project = desk.project
    dispatch = await desk.room.do(_rendered, project, target)
    provider = desk.dispatcher(dispatch.provider).provider
    status = await provider.status(Submission(dispatch.request_id or "", dispatch.urls))
    if status.state is not JobState.COMPLETED:
        raise Refused(f"{dispatch.provider} does not keep {target.name} any more: {_INSTEAD}")
    place = project.takes.download(f"{dispatch.dispatch_id}.again", target.suffix)
    await desk.room.do(project.takes.drop, place)  # of somebody who was interrupted
    try:
        fetched = await provider.download(status, place)
        await desk.room.do(_put_back, project, dispatch, target, place, fetched.sha256)
    finally:
        await desk.room.do(project.takes.drop, place)
    return dispatch


_INSTEAD = "locate the file, or render it again (--rerender-missing)"


def _rendered(project: Project, target: ProjectPath) -> Dispatch:
    """The job that made the file at ``target``, which is not there."""
    if project.files.exists(target):
        raise Refused(f"it is there: {target}")
    made = [
        one
        for one in project.ledger.view().dispatches.values()
        if one.state is DispatchState.CHARGED and one.detail.get("output") == str(target)
    ]
    if not made:
        raise NotFound("job of take", str(target))
    return made[-1]


def _put_back(
    project: Project, dispatch: Dispatch, target: ProjectPath, place: Path, sha256: str
) -> None:
    known = str(dispatch.detail.get("sha256") or "")
    if known and sha256 != known:
        short = sha256[:_MANY_BYTES]
        raise Refused(f"{dispatch.provider} gives another file now ({short}): {_INSTEAD}")
    refile_take(project, project.ledger.intent(dispatch.dispatch_id), dispatch, target, place)
