"""The cut errors of a project's models, gathered from the passes that editors confirmed."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.cut_error import CutError, distances_of, measured
from engine.domain.names import parse_pass_name
from engine.errors import RecoilError
from engine.workspace.pass_videos import durations_of, planned_shots, video_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.domain.passes import PassRecord
    from engine.domain.sidecar import Sidecar
    from engine.store.cache import Caches
    from engine.store.project import Project
    from engine.workspace.pass_videos import PassVideo

# One confirmed pass: who rendered it, and how far each of its cuts is from the plan.
Measure = tuple[str, tuple[Fraction, ...]]

_KIND = "cut-errors"
_REHEARSAL = "animatic"


def cut_errors(project: Project, caches: Caches | None = None) -> Mapping[str, CutError]:
    """What is known of each model; an episode that cannot be read tells nothing."""
    by_model: dict[str, list[tuple[Fraction, ...]]] = {}
    for episode in project.passes.episodes():
        for model, distances in _measures(project, episode, caches):
            by_model.setdefault(model, []).append(distances)
    return {model: measured(passes) for model, passes in by_model.items()}


def tolerance_for(
    project: Project, video: PassVideo, caches: Caches | None = None
) -> Fraction | None:
    """How far cuts of the model that rendered a video may be from the plan; None: unknown."""
    model = model_of(video.record, video.sidecar, video.take)
    error = cut_errors(project, caches).get(model) if model else None
    return error.tolerance if error is not None and error.is_known else None


def model_of(record: PassRecord, sidecar: Sidecar | None, take: int) -> str | None:
    """Who rendered a take: the model, and that it was rehearsed when no model was asked."""
    noted = [one.model for one in record.takes if one.take == take and one.model]
    model = (sidecar and sidecar.model) or (noted[-1] if noted else None)
    if model and model != _REHEARSAL and _provider_of(sidecar) == _REHEARSAL:
        return f"{_REHEARSAL}:{model}"
    return model


def _provider_of(sidecar: Sidecar | None) -> object:
    provenance = sidecar.provenance if sidecar else None
    return (provenance.model_extra or {}).get("provider") if provenance else None


def _measures(project: Project, episode: int, caches: Caches | None) -> tuple[Measure, ...]:
    """The confirmed passes of an episode; remembered as long as its documents are the same."""
    key = _identity(project, episode)
    kept = caches.get(_KIND, key) if caches is not None else None
    if kept is not None:
        return tuple((model, tuple(map(Fraction, found))) for model, found in json.loads(kept))
    try:
        found = tuple(_measured_passes(project, episode))
    except RecoilError:
        return ()  # who needs that document is told; this is only experience
    if caches is not None:
        plain = [(model, [str(one) for one in distances]) for model, distances in found]
        caches.put(_KIND, key, json.dumps(plain).encode())
    return found


def _measured_passes(project: Project, episode: int) -> Iterator[Measure]:
    for record in project.passes.read(episode).passes.values():
        if not record.confirmed_timestamps and not record.segment_timestamps:
            continue
        try:
            video = video_of(project, episode, record)
            durations = durations_of(planned_shots(project, video))
        except RecoilError:
            continue
        name = parse_pass_name(video.path.name)
        model = model_of(record, video.sidecar, name.take if name else 1)
        distances = distances_of(record, durations or ())
        if model and distances:
            yield model, distances


def _identity(project: Project, episode: int) -> str:
    """What an episode's measures depend on, as a key: both documents as they are now."""
    paths = (project.passes.path(episode), project.coverage.path(episode))
    states = []
    for path in paths:
        try:
            found = project.resolve(path).stat()
            states.append(f"{project.root}/{path} {found.st_size} {found.st_mtime_ns}")
        except (OSError, RecoilError):
            states.append(f"{project.root}/{path}")
    return hashlib.sha256("\n".join(states).encode()).hexdigest()
