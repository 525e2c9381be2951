"""What all parts of one run share: project, money, renderers, threads, and where to tell things."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.domain.dispatches import Cap, Scope
from engine.domain.ids import episode_id
from engine.domain.money import usd_to_micro
from engine.errors import NotFound, UserError
from engine.orchestration.controls import Controls
from engine.orchestration.dispatch import Dispatcher
from engine.orchestration.events import BudgetChanged
from engine.orchestration.order import USUAL_BUDGET, USUAL_PROVIDER
from engine.orchestration.pace import NEARBY, REMOTE
from engine.orchestration.payload_overrides import PayloadDefaults, PayloadOverrides
from engine.orchestration.retries import PlainRetries, Retries
from engine.orchestration.workroom import Workroom
from engine.providers.rehearsal import Rehearses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.domain.scenes import Beat
    from engine.orchestration.events import RunEvent
    from engine.orchestration.order import RunOrder
    from engine.orchestration.pace import Pace
    from engine.providers.base import Provider
    from engine.providers.profiles import ModelProfile, Profiles
    from engine.store.project import Project

USUAL_TAKES = 3


@dataclass(slots=True, kw_only=True)
class Desk:
    """One run's working place. ``renderer`` makes a provider by its name."""

    project: Project
    order: RunOrder
    profiles: Profiles
    renderer: Callable[[str], Provider]
    tell: Callable[[RunEvent], None]
    program: str = "recoil"
    pace: Pace | None = None
    retries: Callable[[str, Beat], Retries] = lambda _scene_id, _beat: PlainRetries()
    run_id: str = field(default_factory=lambda: f"run_{uuid.uuid4().hex[:12]}")
    controls: Controls = field(default_factory=Controls)
    room: Workroom = field(default_factory=Workroom)
    more_caps: tuple[Cap, ...] = ()
    _dispatchers: dict[str, Dispatcher] = field(default_factory=dict)

    # -- who renders ---------------------------------------------------------

    @property
    def provider_name(self) -> str:
        """Who renders: as said, else who renders the model that was said, else the local one."""
        if self.order.provider is not None:
            return self.order.provider
        if self.order.model is not None:
            return self.profiles.find(self.order.model).provider
        return USUAL_PROVIDER

    def dispatcher(self, provider: str | None = None) -> Dispatcher:
        """The dispatcher of a provider, made when it is first asked for.

        Raises:
            NotFound: there is no such provider.
            MissingKey: it needs a key that is not there; nothing was spent.
        """
        name = provider or self.provider_name
        if name not in self._dispatchers:
            renderer = self.renderer(name)
            renderer.check_ready()
            pace = self.pace or (NEARBY if _is_near(renderer) else REMOTE)
            self._dispatchers[name] = Dispatcher(self.project, renderer, self.room, pace, self.tell)
        return self._dispatchers[name]

    def cancel(self, dispatch_id: str) -> None:
        """Ask whoever renders a dispatch to stop it."""
        for dispatcher in self._dispatchers.values():
            dispatcher.cancel(dispatch_id)

    def trouble(self, dispatch_id: str) -> str:
        """Why a dispatch could not be brought home now; empty when nobody tried, or it could."""
        found = (one.trouble(dispatch_id) for one in self._dispatchers.values())
        return next(filter(None, found), "")

    async def close(self) -> None:
        """Give back connections and threads."""
        for dispatcher in self._dispatchers.values():
            await dispatcher.provider.close()
        self.room.close()

    # -- what it is rendered with --------------------------------------------

    def profile(self, model: str) -> ModelProfile:
        """The model as this run's provider renders it.

        The local renderer stands in for every model there is: a rehearsal of what will be paid.

        Raises:
            NotFound: there is no such model.
            UserError: another provider renders it.
        """
        name = self.provider_name
        found = self.profiles.find(model)
        if found.provider == name:
            return found
        own = self.profiles.of(name)
        if name == USUAL_PROVIDER and own:
            return own[0]
        if not own:
            raise NotFound("provider", name)
        choice = ", ".join(profile.id for profile in own)
        raise UserError(f"{name} does not render {model}: say --model with one of {choice}")

    def overrides(self) -> PayloadOverrides:
        """What the order changes in every payload."""
        return PayloadOverrides(
            model=self.order.model,
            tier=self.order.tier,
            generate_audio=self.order.generate_audio,
        )

    def defaults(self) -> PayloadDefaults:
        """What the project says where nobody else does; a provider's first model at the end."""
        chosen = self.project.shots.read(self.order.episode)
        defaults = PayloadDefaults.of(self.project.settings, self.project.root, chosen)
        own = self.profiles.of(self.provider_name)
        if defaults.video_model is None and own:
            usual = own[0].id
            image_model = defaults.image_model or usual
            return replace(defaults, video_model=usual, image_model=image_model)
        return defaults

    # -- money ---------------------------------------------------------------

    @property
    def budget_micro(self) -> int:
        """The most the episode may cost: as said, else the project's, else the usual one."""
        if self.order.budget_micro is not None:
            return self.order.budget_micro
        known = self.project.settings.budget_usd
        return USUAL_BUDGET if known is None else usd_to_micro(known)

    def caps(self) -> tuple[Cap, ...]:
        """What every reservation is held against."""
        whole = Cap(Scope.EPISODE, episode_id(self.order.episode), self.budget_micro)
        return (whole, *self.more_caps)

    def tell_budget(self) -> None:
        """Say the four figures of the episode as the ledger has them now."""
        figures = self.project.ledger.figures(self.order.episode)
        self.tell(
            BudgetChanged(
                figures.estimated,
                figures.reserved,
                figures.billed,
                figures.unknown,
                self.budget_micro,
            )
        )

    @property
    def max_takes(self) -> int:
        """How many takes a beat may have: as said, else the project's, else the usual number."""
        return self.order.max_takes or self.project.settings.max_takes or USUAL_TAKES


def _is_near(renderer: Provider) -> bool:
    return renderer.is_free or (isinstance(renderer, Rehearses) and renderer.is_rehearsal)


def model_of(payload: Mapping[str, object]) -> str:
    """The model a payload names.

    Raises:
        NotFound: it names none.
    """
    model = payload.get("model")
    if not isinstance(model, str) or not model:
        raise NotFound("model", "(none is set: say --model, or set the project's default)")
    return model
