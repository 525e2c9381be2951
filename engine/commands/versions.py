"""Deriving scenes anew, and which of their versions counts."""

# Annotations are read at run time: the command line is made from them.
import re
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import Told, changes_of
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome
from engine.domain.ids import parse_episode
from engine.errors import UserError

if TYPE_CHECKING:  # heavy, and only named by helpers
    from engine.domain.scene_diff import SceneDiff
    from engine.orchestration.versions import BatchVersions, Rederived

Json = dict[str, object]


def _version(text: str) -> int:
    """A version as people write it: ``2`` or ``v2``."""
    found = re.fullmatch(r"v?([1-9][0-9]{0,8})", text)
    if found is None:
        raise UserError(f"not a version: {text!r} (say 2)")
    return int(found[1])


@command(
    "rederive",
    examples=(
        "recoil rederive --episode 1",
        "recoil rederive --episode 1 --batch BATCH_002 --diff 1 2",
        "recoil rederive --episode 1 --batch BATCH_002 --conform 2",
        "recoil rederive --episode 1 --batch BATCH_002 --revert 1",
        "recoil rederive --episode 1 --status --json",
    ),
)
def rederive(
    context: CommandContext,
    *,
    episode: Annotated[int, Words("The episode: 1, EP001", "--episode", "N", parse_episode)],
    batch: Annotated[
        tuple[str, ...] | None,
        Words("Only this batch; say it again for more.", "--batch", "B", str, repeats=True),
    ] = None,
    grouping: Annotated[
        str | None, Words("continuity, coverage, oner or solo.", "--grouping", "G")
    ] = None,
    conform: Annotated[
        int | None, Words("Let this version of the batch count.", "--conform", "V", _version)
    ] = None,
    revert: Annotated[
        int | None, Words("Let this earlier version count again.", "--revert", "V", _version)
    ] = None,
    mark_derived: Annotated[
        int | None,
        Words("The boards of this version were made for it.", "--mark-derived", "V", _version),
    ] = None,
    status: Annotated[bool, Words("List the versions; changes nothing.", "--status")] = False,
    diff: Annotated[
        tuple[int, int] | None,
        Words("What differs, shot by shot.", "--diff", "V W", _version, is_pair=True),
    ] = None,
) -> Outcome[Told]:
    """Derive scenes from the plan again; what differs is kept as a candidate version.

    Nothing is rendered and no body is written over. The version that counts changes only by
    --conform or --revert, of one --batch; undo takes either back.
    """
    verbs = {"conform": conform, "revert": revert, "mark_derived": mark_derived, "diff": diff}
    chosen = [name for name, value in verbs.items() if value is not None]
    if len(chosen) + status > 1:
        raise UserError("say one of --conform, --revert, --mark-derived, --diff, --status")
    if status:
        return _status(context, episode, batch)
    if not chosen:
        return _derive(context, episode, batch, grouping)
    if batch is None or len(batch) != 1:
        raise UserError(f"--{chosen[0].replace('_', '-')} is about one batch: say --batch B")
    if diff is not None:
        return _diff(context, episode, batch[0], diff)
    version = next(value for value in (conform, revert, mark_derived) if value is not None)
    return _point(context, episode, batch[0], (chosen[0], version))


def _derive(
    context: CommandContext, episode: int, batch: tuple[str, ...] | None, grouping: str | None
) -> Outcome[Told]:
    from engine.orchestration.versions import RederiveOrder, rederive  # late: brings pydantic

    done = rederive(context.require_project(), RederiveOrder(episode, batch, grouping))
    facts: Json = {
        "written": list(done.written),
        "candidate_versions": done.candidates,
        "active_version": {one.scene_id: one.active_version for one in done.batches},
        "corrupt": {scene: error.as_json() for scene, error in done.corrupt.items()},
        "is_stamped": done.is_stamped,
    }
    change = done.change
    undo, title = (change.id, change.title) if change else (None, "")
    told = Told(facts, tuple(_derived_lines(episode, done)))
    return Outcome(told, changes_of(change), undo, title)


def _derived_lines(episode: int, done: "Rederived") -> list[str]:
    from engine.orchestration.versions import Became

    lines: list[str] = []
    for one in done.batches:
        match one.became:
            case Became.WRITTEN:
                lines.append(f"{one.scene_id}: written")
            case Became.SAME:
                lines.append(f"{one.scene_id}: as it is (version {one.active_version})")
            case Became.CORRUPT:
                lines.append(f"{one.scene_id}: left alone, {one.trouble}")
            case Became.STAGED | Became.FOUND:
                said = "kept as" if one.became is Became.STAGED else "is there as"
                verb = "conform" if one.version > one.active_version else "revert"
                how = f"--episode {episode} --batch {one.scene_id} --{verb} {one.version}"
                lines.append(
                    f"{one.scene_id}: {said} version {one.version}, version "
                    f"{one.active_version} counts (recoil rederive {how})"
                )
    return lines or ["the plan has no shots"]


def _status(context: CommandContext, episode: int, batch: tuple[str, ...] | None) -> Outcome[Told]:
    from engine.orchestration.versions import all_versions, versions_of  # late: brings pydantic

    project = context.require_project()
    if batch is None:
        found = all_versions(project, episode)
    else:
        found = tuple(versions_of(project, episode, one) for one in batch)
    readable = [one for one in found if one.trouble is None]
    facts: Json = {
        "written": [],
        "candidate_versions": {one.scene_id: one.candidates[-1] for one in found if one.candidates},
        "active_version": {one.scene_id: one.active_version for one in readable},
        "batches": [_batch_json(one) for one in found],
    }
    lines = tuple(map(_status_line, found))
    return Outcome(Told(facts, lines or ("no batches yet",)))


def _batch_json(one: "BatchVersions") -> Json:
    if one.trouble is not None:
        return {"batch_id": one.scene_id, "error": one.trouble.as_json()}
    return {
        "batch_id": one.scene_id,
        "status": one.status,
        "active_version": one.active_version,
        "candidates": list(one.candidates),
        "is_derived": one.is_derived,
        "versions": [version.as_json() for version in one.versions],
    }


def _status_line(one: "BatchVersions") -> str:
    if one.trouble is not None:
        return f"{one.scene_id}: {one.trouble}"
    others = ", ".join(map(str, one.candidates))
    more = f", candidates {others}" if others else ""
    boards = "" if one.is_derived else ", boards not made for it"
    return f"{one.scene_id}: version {one.active_version} ({one.status}{boards}){more}"


def _point(
    context: CommandContext, episode: int, batch: str, wish: tuple[str, int]
) -> Outcome[Told]:
    from engine.orchestration.versions import versions_of  # late: brings pydantic

    project = context.require_project()
    scenes = project.scenes
    verbs = {
        "conform": scenes.conform,
        "revert": scenes.revert,
        "mark_derived": scenes.mark_derived,
    }
    verb, version = wish
    change = verbs[verb](episode, batch, version)
    after = versions_of(project, episode, batch)
    facts: Json = {
        "written": [],
        "candidate_versions": {batch: after.candidates[-1]} if after.candidates else {},
        "active_version": after.active_version,
        "batch_id": batch,
        "change": change.id,
    }
    told = Told(facts, (change.title,))
    return Outcome(told, changes_of(change), change.id, change.title)


def _diff(
    context: CommandContext, episode: int, batch: str, versions: tuple[int, int]
) -> Outcome[Told]:
    from engine.orchestration.versions import diff_versions, versions_of  # late: brings pydantic

    project = context.require_project()
    found = diff_versions(project, episode, batch, *versions)
    after = versions_of(project, episode, batch)
    facts: Json = {
        "written": [],
        "candidate_versions": {batch: after.candidates[-1]} if after.candidates else {},
        "active_version": after.active_version,
        "batch_id": batch,
        "diff": {"from": versions[0], "to": versions[1], "shots": found.as_json()},
    }
    return Outcome(Told(facts, tuple(_diff_lines(found))))


def _diff_lines(found: "SceneDiff") -> list[str]:
    lines: list[str] = []
    for shot in found.shots:
        lines.append(f"{shot.shot_id}: {shot.kind.value}")
        lines += [f"  {name}: {before!r} -> {after!r}" for name, before, after in shot.fields]
    return lines
