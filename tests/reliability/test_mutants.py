"""The kills and power cuts notice a write protocol that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reliability.mutants import MUTANTS, Mutant, findings

if TYPE_CHECKING:
    from pathlib import Path

# The ones that show quickly; each stands for a family.
PER_COMMIT = (
    "content is not synced",
    "names of documents are not synced",
    "names of moved files are not synced",
    "what encoders made is not synced",
    "the journal goes before the steps",
    "no journal is written",
    "recovery starts at the first step again",
    "documents are written in place",
    "states of the ledger are not synced",
    "the budget is decided before the lock",
)


def _named(mutant: Mutant) -> str:
    return mutant.name.replace(" ", "-")


@pytest.mark.slow
@pytest.mark.parametrize("program", ["kills", "power", "budget"])
def test_that_the_right_protocol_is_not_taken_for_a_wrong_one(program: str, tmp_path: Path) -> None:
    unchanged = Mutant("nothing", "engine/store/files.py", (), program)

    assert findings(unchanged, tmp_path, effort=60) == {}


@pytest.mark.slow
@pytest.mark.parametrize("mutant", [m for m in MUTANTS if m.name in PER_COMMIT], ids=_named)
def test_that_a_wrong_protocol_is_noticed(mutant: Mutant, tmp_path: Path) -> None:
    assert findings(mutant, tmp_path, effort=280)


@pytest.mark.reliability
@pytest.mark.parametrize("mutant", [m for m in MUTANTS if m.name not in PER_COMMIT], ids=_named)
def test_that_every_wrong_protocol_is_noticed(mutant: Mutant, tmp_path: Path) -> None:
    assert findings(mutant, tmp_path, effort=600)
