"""Locks: one at a time, with a name to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import asdict, replace
from pathlib import Path

import filelock
import psutil
import pytest

from engine.errors import Busy, DiskFailed
from engine.store.locks import Locks, Owner, document_locks

ROOT = Path(__file__).parent.parent.parent
HOLD = """
import sys
from pathlib import Path
from engine.store.locks import Locks
with Locks(Path(sys.argv[1])).lease("extract", "PASS_011"):
    print("held", flush=True)
    sys.stdin.read()
"""


def note(folder: Path, name: str, owner: Owner) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.owner").write_text(json.dumps(asdict(owner)))


def test_that_a_held_lock_is_busy_and_says_who_has_it(tmp_path: Path) -> None:
    locks = Locks(tmp_path)

    with (
        locks.hold("changes", "changes to demo"),
        pytest.raises(Busy) as busy,
        locks.hold("changes", patience=0),
    ):
        pass

    assert "changes to demo is held by" in str(busy.value)
    assert busy.value.pid == os.getpid()
    assert busy.value.host == socket.gethostname()


def test_that_a_lock_can_be_held_again_when_it_was_let_go(tmp_path: Path) -> None:
    locks = Locks(tmp_path)
    with locks.hold("changes"):
        pass

    with locks.hold("changes", patience=0):
        owner = locks.owner("changes")

    assert owner is not None
    assert owner.pid == os.getpid()
    assert locks.owner("changes") is None
    assert (tmp_path / "changes.lock").exists()


def test_that_threads_keep_each_other_out(tmp_path: Path) -> None:
    locks, seen, inside = Locks(tmp_path), [], [0]

    def work() -> None:
        for _ in range(10):
            with locks.hold("changes"):
                inside[0] += 1
                seen.append(inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work, name=f"writer {n}") for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [1] * 40


def test_that_a_lease_of_another_process_is_busy_and_ends_with_it(tmp_path: Path) -> None:
    locks = Locks(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()

        owner = locks.leased_by("extract", "PASS_011")
        words = f"PASS_011 is held by -c, pid {other.pid}"
        with pytest.raises(Busy, match=words), locks.lease("extract", "PASS_011"):
            pass
        other.kill()
        other.wait()

    assert owner is not None
    assert owner.pid == other.pid
    assert locks.leased_by("extract", "PASS_011") is None
    with locks.lease("extract", "PASS_011"):
        pass


def test_that_leases_of_two_passes_do_not_meet(tmp_path: Path) -> None:
    locks = Locks(tmp_path)

    with locks.lease("extract", "PASS_011"), locks.lease("extract", "../PASS 012\ud800"):
        assert locks.leased_by("extract", "../PASS 012\ud800") is not None

    assert all(path.parent == tmp_path for path in tmp_path.rglob("*"))


def test_that_a_dead_owner_on_this_machine_is_taken_over_at_once(tmp_path: Path) -> None:
    me = Owner.this_process()
    note(tmp_path, "changes", replace(me, pid=2**22 + 1))

    with Locks(tmp_path).hold("changes", patience=0):
        pass


def test_that_a_process_with_the_number_of_a_dead_one_is_not_taken_for_it(tmp_path: Path) -> None:
    me = Owner.this_process()
    note(tmp_path, "changes", replace(me, started=me.started - 1000))

    assert Locks(tmp_path).owner("changes") is None


def test_that_an_owner_on_another_machine_is_never_taken_over_but_by_a_person(
    tmp_path: Path,
) -> None:
    locks = Locks(tmp_path)
    note(tmp_path, "changes", replace(Owner.this_process("changes"), host="elsewhere"))

    with pytest.raises(Busy, match="on elsewhere"), locks.hold("changes", patience=0.01):
        pass
    locks.release_for("changes")
    with locks.hold("changes", patience=0):
        pass


def test_that_a_torn_note_is_nobody(tmp_path: Path) -> None:
    (tmp_path / "changes.owner").write_text('{"host": ')
    (tmp_path / "other.owner").write_text('{"unknown": 1}')
    locks = Locks(tmp_path)

    assert locks.owner("changes") is None
    assert locks.owner("other") is None


def test_that_a_lock_held_without_a_note_is_still_busy(tmp_path: Path) -> None:
    with (
        filelock.FileLock(tmp_path / "changes.lock"),
        pytest.raises(Busy, match="another program"),
        Locks(tmp_path).hold("changes", patience=0),
    ):
        pass


def test_that_a_lock_that_goes_from_hand_to_hand_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = Locks(tmp_path)
    answers = iter([False, False, True])
    hands = iter(replace(Owner.this_process(), since=float(n)) for n in range(9))
    monkeypatch.setattr(locks, "_is_acquired", lambda *_: next(answers))
    monkeypatch.setattr(locks, "_read_note", lambda _name: next(hands))

    with locks.hold("changes"):
        pass

    assert next(answers, None) is None


def test_that_not_even_many_hands_are_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = Locks(tmp_path)
    hands = iter(replace(Owner.this_process(), since=float(n)) for n in range(99))
    monkeypatch.setattr(locks, "_is_acquired", lambda *_: False)
    monkeypatch.setattr(locks, "_read_note", lambda _name: next(hands))

    with pytest.raises(Busy), locks.hold("changes"):
        pass


def test_that_a_folder_that_cannot_hold_locks_is_a_failing_disk(tmp_path: Path) -> None:
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "changes.lock").mkdir()

    with pytest.raises(DiskFailed), Locks(tmp_path / "locks").hold("changes"):
        pass


def test_that_a_document_other_tools_have_locked_is_busy(tmp_path: Path) -> None:
    place = tmp_path / "state.json"

    with (
        filelock.FileLock(f"{place}.lock"),
        pytest.raises(Busy, match=r"state\.json"),
        document_locks([place], patience=0),
    ):
        pass
    with document_locks([place], patience=0):
        pass


def test_that_a_document_whose_lock_cannot_be_made_is_a_failing_disk(tmp_path: Path) -> None:
    (tmp_path / "state.json.lock").mkdir()

    with pytest.raises(DiskFailed), document_locks([tmp_path / "state.json"]):
        pass


def test_that_owners_know_whether_they_live() -> None:
    me = Owner.this_process()

    assert me.is_local
    assert me.is_alive
    assert me.started == pytest.approx(psutil.Process().create_time())
    assert replace(me, host="elsewhere").is_alive
