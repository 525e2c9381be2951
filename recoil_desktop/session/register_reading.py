"""Reads what the dialog that registers a video offers; beside the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from engine.domain import raw_entry
from engine.domain.ids import file_shot
from engine.domain.names import PassName, SegmentName, parse_media_name
from engine.errors import RecoilError
from recoil_desktop.models.register_choices import (
    FileToRegister,
    RegisterChoices,
    ShotChoice,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.domain.orphan_suggestions import Suggestion
    from engine.domain.plan import Shot
    from engine.jobs import JobContext
    from engine.store.cache import Caches
    from engine.store.project import Project
    from engine.workspace.orphan_shots import ShotMaterial

_SURE = 3.5  # a score from which on the shots are ticked before anybody looked
_USUAL_TAG = "PICKUP"


@dataclass(frozen=True, slots=True)
class Checked:
    """The files that can be registered, and one line for each that cannot."""

    files: tuple[FileToRegister, ...]
    lines: tuple[str, ...]


def check_files(
    project: Project, said: Iterable[str], episode: int | None, job: JobContext
) -> Checked:
    """Look at each of some files whether it is a whole video that has no pass yet."""
    from engine.workspace.orphan_source import (  # late: brings pydantic
        check_is_whole,
        check_source,
        find_source,
    )

    files: list[FileToRegister] = []
    lines: list[str] = []
    for one in said:
        job.check()
        try:
            source = find_source(project, one, episode)
            check_source(project, source)
            check_is_whole(source.place)
        except RecoilError as error:
            lines.append(str(error))
        else:
            known = str(source.path) if source.path else str(source.place)
            files.append(FileToRegister(known, source.place, facts_of(source.place)))
    return Checked(tuple(files), tuple(lines))


def read_choices(
    project: Project,
    caches: Caches,
    file: FileToRegister,
    episode: int,
    *,
    wanted: tuple[str, ...],
    job: JobContext,
) -> RegisterChoices:
    """Everything the form offers for a file in an episode; ``wanted`` shots are ticked."""
    from engine.workspace.orphan_shots import ShotMaterial  # late: brings pydantic
    from engine.workspace.orphan_suggestions import suggest

    episodes = tuple(sorted({*_episodes(project), episode}))
    try:
        material = ShotMaterial(project, episode)
        suggestions = suggest(project, file.place, episode, caches, job)
    except RecoilError as error:
        return RegisterChoices(file, episode, episodes, trouble=str(error))
    order = material.planned_ids()
    best = suggestions[0] if suggestions else None
    is_sure = best is not None and best.score >= _SURE
    asked = tuple(shot for one in wanted if (shot := material.normal(one)))
    chosen = asked or (best.shots if best is not None and is_sure else ())
    models = _models(project)
    known = best.model if best is not None and is_sure else ""
    return RegisterChoices(
        file=file,
        episode=episode,
        episodes=episodes,
        shots=_shots(project, material, suggestions, chosen, order),
        plan_order=order,
        chosen=chosen,
        why=_why(best) if best is not None and chosen == best.shots else "",
        tag=_tag(file, best),
        model=_model_of(project, file) or known or (models[0] if len(models) == 1 else ""),
        models=models,
    )


def facts_of(place: Path) -> str:
    """What is in a video, in a few words: ``4.2 s · 1080 x 1920 · 3.1 MB · 14 Nov, 13:02``."""
    from engine.media.clip_head import clip_head  # late: may bring av

    entry = place.stat()
    written = datetime.fromtimestamp(entry.st_mtime).astimezone()
    words = [_bytes(entry.st_size), f"{written:%d %b %Y, %H:%M}"]
    try:
        head = clip_head(place)
    except RecoilError:
        return " · ".join(words)
    width, height = head.size
    return " · ".join([f"{float(head.duration):.1f} s", f"{width} x {height}", *words])


# -- inside ------------------------------------------------------------------


def _shots(
    project: Project,
    material: ShotMaterial,
    suggestions: tuple[Suggestion, ...],
    chosen: Iterable[str],
    order: Iterable[str],
) -> tuple[ShotChoice, ...]:
    """The ticked ones first, then the suggested ones by their guesses, then as planned."""
    reasons: dict[str, str] = {}
    for one in suggestions:
        told = any("no clip" not in reason for reason in one.reasons)
        for shot in one.shots if told else ():
            reasons.setdefault(shot, one.reasons[0])
    names = list(dict.fromkeys((*chosen, *reasons, *order)))
    pictures, covered = material.pictures(), material.covered()
    planned = {material.normal(one.shot_id): one for one in material.shots}
    choices: list[ShotChoice] = []
    for name in names:
        entry, picture = planned.get(name), pictures.get(name)
        length = entry.duration if entry else None
        choices.append(
            ShotChoice(
                shot_id=name,
                number=file_shot(name),
                prompt=_prompt(entry) if entry else "",
                duration=f"{float(length):.1f} s" if length else "",
                picture=project.resolve(picture) if picture else None,
                reason=reasons.get(name, ""),
                has_video=name in covered,
            )
        )
    return tuple(choices)


def _prompt(shot: Shot) -> str:
    """What it should show, on one line."""
    entry = {**shot.as_json(), **shot.raw}
    return " ".join((raw_entry.text_in(entry, raw_entry.PROMPT) or "").split())


def _why(best: Suggestion) -> str:
    return f"{best.title}: {'; '.join(best.reasons[:3])}"


def _tag(file: FileToRegister, best: Suggestion | None) -> str:
    name = parse_media_name(file.name)
    said = name.tag if isinstance(name, PassName | SegmentName) else None
    return said or (best.tag if best is not None else "") or _USUAL_TAG


def _model_of(project: Project, file: FileToRegister) -> str:
    """What the sidecar of the file says about its model."""
    from engine.workspace.orphan_source import find_source, sidecar_of  # late: brings pydantic

    try:
        sidecar = sidecar_of(project, find_source(project, file.said))
    except RecoilError:
        return ""
    return (sidecar and sidecar.model) or ""


def _models(project: Project) -> tuple[str, ...]:
    """The models that rendered something here, the project's own, and those that can be used."""
    from engine.providers.profiles import Profiles  # late: reads the list of models

    own = [project.settings.default_video_model or ""]
    for episode in project.passes.episodes():
        try:
            records = project.passes.read(episode).passes.values()
        except RecoilError:
            continue
        own += [take.model or "" for record in records for take in record.takes]
    known = [one.id for one in Profiles.load().all() if set(one.calls) - {"image_t2i"}]
    return tuple(dict.fromkeys(model for model in (*own, *known) if model))


def _episodes(project: Project) -> set[int]:
    from engine.orchestration.sight import episodes_of  # late: brings the models of plans
    from engine.workspace.orphans import episodes_on_disk

    return {*episodes_of(project), *episodes_on_disk(project)}


def _bytes(size: int) -> str:
    if size < 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB"
