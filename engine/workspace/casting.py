"""Making a picture the canonical one of its asset: pool, hero, casting, the former demoted (03)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.casting import Asset, hero_of, with_hero
from engine.domain.listing import is_hidden_file, is_media
from engine.domain.sidecar import MediaStatus, Sidecar
from engine.errors import Refused, UserError
from engine.store import files
from engine.store.project_files import STATE
from engine.workspace.marking import check_media
from engine.workspace.promotion import status_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.paths import ProjectPath
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project

CASTING = STATE / "visual" / "casting_state.json"
PROMOTED = "promotion"

_S = MediaStatus


@dataclass(frozen=True, slots=True)
class Canonised:
    """A picture that is canonical now: its place in the pool, its copy, and who was before."""

    asset: Asset
    path: ProjectPath
    hero: ProjectPath
    previous_status: str
    demoted: tuple[ProjectPath, ...]
    change: AppliedChange


def make_canonical(project: Project, path: ProjectPath, asset: Asset) -> Canonised:
    """Let a file stand for an asset, as one change set.

    A file of the asset's own folder stays where it is; any other is copied into it. Its copy is
    the hero. A hero whose picture is still in the pool goes to the trash, any other into the pool.

    Raises:
        UserError, NotFound, CorruptFile: as ``check_media``; or the casting cannot be read.
        Refused: it is the hero itself, or canonical already.
    """
    known = check_media(project, [path])[path]
    if asset.is_hero(path):
        raise Refused(f"{path} is the hero already")
    _check_new(project, path, asset, known)
    with project.changes.staging() as staging:
        staged = _staged(project, path, staging, is_pooled=path.is_under(asset.folder))
        with project.changes.writing() as draft:
            work = _Canonising(project, draft, asset, path, known)
            pooled = work.keep_in_pool(staged.get("pool"))
            work.demote_others(pooled)
            hero = work.replace_hero(staged["hero"], pooled)
            work.tell_casting(hero, pooled)
            title = f"Make {pooled.name} canonical for {asset.entity}"
            change = draft.commit("canonical", title)
    return Canonised(asset, pooled, hero, status_of(known), tuple(work.demoted), change)


def _check_new(project: Project, path: ProjectPath, asset: Asset, known: Sidecar | None) -> None:
    said = hero_of(project.files.read_json(CASTING) or {}, asset)
    is_hero = said.get("source") == path.text and said.get("path") == asset.hero(path.suffix).text
    is_there = project.files.exists(asset.hero(path.suffix))
    if is_hero and is_there and status_of(known) == _S.CANONICAL:
        raise Refused(f"{path.name} is canonical for {asset.entity} already")


def _staged(
    project: Project, path: ProjectPath, staging: Path, *, is_pooled: bool
) -> dict[str, Path]:
    """Copies of the file, on the disk before anything is decided: one to show, one to keep."""
    wanted = ["hero"] if is_pooled else ["hero", "pool"]
    source = project.resolve(path)
    copies = {name: staging / f"{name}{path.suffix.lower()}" for name in wanted}
    for copy in copies.values():
        files.copy_no_replace(source, copy)
    return copies


@dataclass(slots=True)
class _Canonising:
    """Collects the steps of one promotion."""

    project: Project
    draft: Draft
    asset: Asset
    path: ProjectPath
    known: Sidecar | None
    demoted: list[ProjectPath] = field(default_factory=list)

    def keep_in_pool(self, copy: Path | None) -> ProjectPath:
        """The file in the pool, which says that it is canonical."""
        pooled = self.path
        if copy is not None:
            pooled = self._free(self.path.name)
            self.draft.adopt(copy, pooled)
            self._note(self.path, {"promoted_to": pooled.text})
        return pooled

    def demote_others(self, pooled: ProjectPath) -> None:
        """Whoever was canonical in the pool is a candidate again."""
        for name in self.project.files.names(self.asset.folder):
            other = self.asset.folder / name
            if not is_media(name) or is_hidden_file(name) or other == pooled:
                continue
            if self.asset.is_hero(other):
                continue
            sidecar = self.project.sidecars.read(other)
            if sidecar is not None and sidecar.status == _S.CANONICAL:
                self.demoted.append(other)
                self._note(other, {"status": _S.CANDIDATE.value, "promoted_to": None})

    def replace_hero(self, copy: Path, pooled: ProjectPath) -> ProjectPath:
        """The copy takes the hero's place."""
        for name in self.project.files.names(self.asset.folder):
            former = self.asset.folder / name
            if is_media(name) and self.asset.is_hero(former):
                self._put_away(former)
        hero = self.asset.hero(pooled.suffix)
        self.draft.adopt(copy, hero)
        told = {"source": PROMOTED, "promoted_from": pooled.text, "promoted_to": None}
        self.draft.put_json(hero.sidecar(), self._facts() | told)
        if pooled != self.path:
            self.draft.put_json(pooled.sidecar(), self._facts() | {"promoted_to": hero.text})
        else:
            keys: dict[str, object] = {"status": _S.CANONICAL.value, "promoted_to": hero.text}
            self._note(pooled, keys)
        return hero

    def tell_casting(self, hero: ProjectPath, pooled: ProjectPath) -> None:
        """Planners read here who stands for whom."""
        casting = self.draft.read_json(CASTING) or {}
        told = {"path": hero.text, "source": pooled.text, "updated_at": self._now()}
        self.draft.put_json(CASTING, with_hero(casting, self.asset, told))

    # -- inside --------------------------------------------------------------

    def _put_away(self, former: ProjectPath) -> None:
        """A copy of a picture of the pool may go; a picture of its own goes into the pool."""
        sidecar = self.project.sidecars.read(former)
        beside = former.sidecar()
        source = sidecar.as_json().get("promoted_from") if sidecar else None
        is_copy = isinstance(source, str) and self._is_same_picture(former, source)
        target = None if is_copy else self._free(f"former_{former.name}")
        if target is not None:
            self.demoted.append(target)
        for place, goal in ((former, target), (beside, target.sidecar() if target else None)):
            if not self.draft.exists(place):
                continue
            if goal is None:
                self.draft.trash(place)
            else:
                self.draft.move(place, goal)
        if target is not None and sidecar is not None:
            self._note(target, {"status": _S.CANDIDATE.value, "promoted_to": None})

    def _is_same_picture(self, former: ProjectPath, source: str) -> bool:
        try:
            place = self.project.resolve(self.project.path(source))
        except UserError:
            return False
        own = self.project.resolve(former)
        return place.is_file() and files.sha256(place) == files.sha256(own)

    def _free(self, name: str) -> ProjectPath:
        """A name in the pool that nobody has: ``jade.png``, ``jade_2.png``."""
        stem, dot, ending = name.rpartition(".")
        number, path = 1, self.asset.folder / name
        while self.draft.exists(path) or self.draft.exists(path.sidecar()) or path.stem == "hero":
            number += 1
            path = self.asset.folder / f"{stem}_{number}{dot}{ending}"
        return path

    def _facts(self) -> dict[str, object]:
        now = self._now()
        known: dict[str, object] = self.known.as_json() if self.known else {"created_at": now}
        return known | {"status": _S.CANONICAL.value, "updated_at": now}

    def _note(self, media: ProjectPath, keys: dict[str, object]) -> None:
        self.project.sidecars.merge(self.draft, media, keys)

    def _now(self) -> str:
        return stamp(self.project.clock.now())
