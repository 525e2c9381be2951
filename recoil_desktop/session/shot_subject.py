"""What the inspector shows of a shot and of a pass beyond their line in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader

from engine.domain.ids import PassId
from engine.domain.listing import is_picture
from engine.domain.nodes import NodeKind
from engine.errors import RecoilError
from recoil_desktop.models.strategy_words import mode_words
from recoil_desktop.models.subject import Fact, Frame, ShotLine
from recoil_desktop.views.inspector.frame import FRAME_SIZE
from recoil_desktop.widgets.amounts import amount
from recoil_desktop.widgets.status import status_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.nodes import Node
    from engine.store.project import Project
    from engine.workspace.pass_facts import PassFacts, PassTakeFacts
    from engine.workspace.shot_facts import InPass, ShotFacts
    from engine.workspace.shot_takes import ShotTake

_TONES = {
    "canonical": "accent",
    "pinned": "info",
    "extracted": "good",
    "rejected": "bad",
    "corrupt": "bad",
    "failed": "bad",
    "segmentation_review": "warn",
}
_GOOD_GATES = {"passed", "pass", "ok", "accept", "accepted"}
_COUNTS = {"canonical", "pinned", "candidate", "registered"}


def facts_of_shot(project: Project, node: Node) -> ShotFacts | None:
    """Everything known of the shot of a line; None where nothing more can be said."""
    from engine.workspace.shot_facts import shot_facts  # late: brings the models of documents

    try:
        return shot_facts(project, node.detail.shot_id, takes=tuple(_takes(node)))
    except RecoilError:
        return None  # the tree shows which document cannot be read


def facts_of_pass(project: Project, node: Node) -> PassFacts | None:
    """Everything known of the pass of a line; None where nothing more can be said."""
    from engine.workspace.pass_facts import pass_facts  # late: likewise

    try:
        return pass_facts(project, node.detail.pass_id)
    except RecoilError:
        return None


def shot_lines(shot: ShotFacts) -> Iterator[Fact]:
    """What is known of a shot, as names and values."""
    is_over = shot.state.endswith("rejected") and any(t.status in _COUNTS for t in shot.takes)
    if shot.state and not is_over:
        yield Fact("State", shot.state.replace("_", " "), _state_tone(shot.state))
    if shot.rejection_reason:
        name = "Last rejection" if is_over else "Rejected because"
        yield Fact(name, _reason_words(shot), "" if is_over else "bad")
    yield Fact("Attempts", f"{shot.attempts} of {shot.most_attempts}")
    if shot.cost_micro is not None:
        yield Fact("Cost", amount(shot.cost_micro))
    if shot.planned is not None:
        yield Fact("Planned length", f"{float(shot.planned):g} s")
    for name, verdict in shot.gates.items():
        tone = "good" if verdict.lower() in _GOOD_GATES else "warn"
        yield Fact(f"Check {name.replace('_', ' ')}", verdict, tone)
    if shot.prompt:
        yield Fact("Prompt", shot.prompt)
    for trouble in shot.troubles:
        yield Fact("Unreadable", trouble, "bad")


def take_lines(shot: ShotFacts) -> tuple[ShotLine, ...]:
    """The takes of a shot; the first that may be used is the one that counts."""
    return tuple(map(_take_line, shot.takes))


def pass_lines(shot: ShotFacts) -> tuple[ShotLine, ...]:
    """The coverage passes that hold a shot, with its times in them."""
    return tuple(map(_pass_line, shot.passes))


def lines_of_pass(found: PassFacts, node: Node) -> Iterator[Fact]:
    """What the line of a pass does not say: what it is called, what it cost, what is wrong."""
    if found.label:
        yield Fact("Called", found.label)
    if node.detail.cost_micro is None and found.cost_micro is not None:
        yield Fact("Cost", amount(found.cost_micro))
    if found.trouble:
        yield Fact("Video", found.trouble, "bad")


def video_lines(found: PassFacts) -> tuple[ShotLine, ...]:
    """The takes of a pass, with what each cost."""
    return tuple(map(_video_line, found.takes)) if len(found.takes) > 1 else ()


def frame_of(project: Project, path: str) -> Frame | None:
    """The picture at a path of the project, small; None for no path or one that leads out."""
    if not path:
        return None
    try:
        place = project.resolve(project.path(path))
    except RecoilError:
        return Frame(path, QImage())
    reader = QImageReader(str(place))
    reader.setAutoTransform(True)
    if (size := reader.size()).isValid():
        reader.setScaledSize(size.scaled(FRAME_SIZE * 2, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    image.setDevicePixelRatio(2)
    return Frame(path, image)


# -- inside ------------------------------------------------------------------


def _takes(node: Node) -> Iterator[ShotTake]:
    """The takes as the tree has them, so that no sidecar is read again."""
    from engine.workspace.shot_takes import ShotTake  # late: likewise

    for child in node.children:
        if child.path is not None:
            detail = child.detail
            yield ShotTake(
                path=child.path,
                status=child.status,
                take=detail.take,
                model=detail.model,
                cost_micro=detail.cost_micro,
                stars=detail.stars,
                pass_id=detail.pass_id,
                is_extra=child.kind is NodeKind.EXTRA,
                trouble=detail.summary if detail.is_corrupt else "",
            )


def _take_line(take: ShotTake) -> ShotLine:
    kind = "still" if is_picture(take.path.name) else "take"
    number = "extra" if take.is_extra else f"{kind} {take.take or ''}".strip()
    made_by = PassId.find(take.pass_id)  # takes of several passes have the same numbers
    if made_by is not None:
        number = f"{made_by.counter:03d} {number}"
    cost = "" if take.cost_micro is None else amount(take.cost_micro)
    told = (take.model, cost, "★" * take.stars)
    return ShotLine(
        number=number,
        times=" · ".join(word for word in told if word),
        finding="corrupt" if take.trouble else status_label(take.status),
        tone=_TONES.get("corrupt" if take.trouble else take.status, "muted"),
        path=str(take.path),
    )


def _pass_line(one: InPass) -> ShotLine:
    times = "" if one.start is None or one.end is None else _span(one.start, one.end)
    planned = "" if one.planned is None else f"{float(one.planned):g} s planned"
    return ShotLine(
        number=parts.title if (parts := PassId.find(one.pass_id)) else one.pass_id,
        times="",
        finding=status_label(one.status) or "not rendered",
        tone=_TONES.get(one.status, "muted"),
        fix=" · ".join(word for word in (times, planned) if word),
        path=one.video,
    )


def _video_line(take: PassTakeFacts) -> ShotLine:
    cost = "" if take.cost_micro is None else amount(take.cost_micro)
    return ShotLine(
        number=f"take {take.take}" if take.take else "take",
        times=" · ".join(word for word in (take.model, cost) if word),
        finding=status_label(take.status) if take.path else "no file",
        tone=_TONES.get(take.status, "muted"),
        path=take.path,
    )


def _reason_words(shot: ShotFacts) -> str:
    mode = mode_words(shot.failure_mode) if shot.failure_mode else ""
    said = shot.rejection_reason
    return f"{said} ({mode})" if mode and mode != said.lower() else said


def _state_tone(state: str) -> str:
    return "bad" if state.endswith("rejected") else ""


def _span(start: float, end: float) -> str:
    return f"{_clock(start)} – {_clock(end)}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:05.2f}"
