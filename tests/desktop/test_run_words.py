"""The engine's codes, in an editor's words."""

from __future__ import annotations

from engine.domain.dispatches import DispatchState
from engine.orchestration.preflight import Block
from recoil_desktop.models.run_words import BLOCK_WORDS, REMEDIES, STATE_WORDS


def test_that_whatever_blocks_a_batch_is_said_in_words() -> None:
    assert {block.value for block in Block} <= BLOCK_WORDS.keys()
    assert REMEDIES.keys() <= BLOCK_WORDS.keys()


def test_that_every_state_of_a_job_has_a_word() -> None:
    assert {state.value for state in DispatchState} <= STATE_WORDS.keys()
