"""Agents work with the same verbs: they look, change what can be undone, and pay within a cap."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest
from mcp import Client, StdioServerParameters

from engine.commands.catalog import all_commands
from engine.commands.registry import Command
from engine.mcp.access import FOR_PEOPLE, RULES
from engine.orchestration import desk
from engine.orchestration.pace import Pace
from engine.providers import http
from engine.providers.fake_fal import FakeFal
from engine.store.project import Project
from tests.helpers.agents import a_tool_desk, an_agent
from tests.helpers.cli import recoil
from tests.helpers.episodes import a_shot, at_once
from tests.helpers.generate import a_show, contents
from tests.helpers.passes import clip_of
from tests.helpers.projects import ProjectFiles
from tests.helpers.providers import QUICK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.commands.context import CommandContext

Paid = tuple[Project, FakeFal]

CLIP = "renders/ep_001/EP001_SH1_take1.mp4"
KEY = "fal-key-0123456789abcdef"


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    """An episode with a clip and a plan."""
    files = ProjectFiles(tmp_path / "harbor")
    files.settings(title="Harbor")
    files.plan(1, "EP001_SH01", "EP001_SH02")
    files.media(CLIP, status="candidate", shot_id="EP001_SH01", notes=f"see Key {KEY}")
    return files


def test_that_every_verb_is_offered_to_agents_or_kept_from_them_with_a_reason() -> None:
    names = {command.name for command in all_commands()}

    assert names - RULES.keys() - FOR_PEOPLE.keys() == set()
    assert RULES.keys() & FOR_PEOPLE.keys() == set()
    assert RULES.keys() | FOR_PEOPLE.keys() == names


async def test_that_tools_say_what_they_take_and_how_free_they_are(files: ProjectFiles) -> None:
    async with an_agent(a_tool_desk(files.root)) as agent:
        tools = await agent.tools()

    assert {"tree", "project_health", "archive", "undo", "generate", "export_otio"} <= set(tools)
    assert not {"project_use", "jobs_decide", "snapshot_restore", "mcp"} & set(tools)
    tree, archive, generate = tools["tree"], tools["archive"], tools["generate"]
    assert tree.annotations.read_only_hint
    assert not archive.annotations.read_only_hint
    assert archive.input_schema["required"] == ["path"]
    assert "inside the project" in archive.input_schema["properties"]["path"]["description"]
    assert "confirmation_token" in generate.input_schema["properties"]
    kept = {"budget", "max_per_job", "rerender_missing", "rerender_stale"}
    assert not kept & set(generate.input_schema["properties"])
    assert "new_period" not in tools["costs"].input_schema["properties"]


async def test_that_an_agent_that_only_reads_gets_nothing_else(files: ProjectFiles) -> None:
    async with an_agent(a_tool_desk(files.root, only_reads=True)) as agent:
        tools = await agent.tools()
        refused = await agent.call("archive", path=CLIP)

    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert refused.error == "tool not found: archive"


async def test_that_an_agent_reads_archives_and_undoes(files: ProjectFiles) -> None:
    before = contents(files.root, but=["state"])
    async with an_agent(a_tool_desk(files.root)) as agent:
        tree = await agent.call("tree", episode="1")
        done = await agent.call("archive", path=CLIP)
        moved = not (files.root / CLIP).exists()
        change = done.facts["change"]
        undone = await agent.call(change["undo"]["tool"], **change["undo"]["arguments"])

    assert (tree.is_error, done.is_error, undone.is_error) == (False, False, False)
    assert "EP001_SH1_take1.mp4" in json.dumps(tree.facts)
    assert moved
    assert change["title"].startswith("Archive")
    assert {path: text for path, text in contents(files.root, but=["state"]).items()
            if text != "folder"} == {path: text for path, text in before.items()
                                     if text != "folder"}  # fmt: skip


async def test_that_answers_hold_no_key_and_no_place_on_this_machine(files: ProjectFiles) -> None:
    async with an_agent(a_tool_desk(files.root)) as agent:
        shown = await agent.call("sidecar", path=CLIP)
        absolute = await agent.call("sidecar", path=str(files.root / CLIP))
        exported = await agent.call("export_csv", episode="1", out="cut.csv", markers="none")

    assert KEY not in json.dumps(shown.facts)
    assert shown.facts["sidecar"]["notes"] == "see Key [key]"
    assert absolute.facts["path"] == CLIP
    assert exported.facts["path"] == "exports/cut.csv"
    assert (files.root / "exports/cut.csv").is_file()


@pytest.mark.parametrize(
    ("tool", "arguments", "reason"),
    [
        ("sidecar", {"path": "../other/x.mp4"}, "not a path inside the project"),
        ("sidecar", {"path": "/etc/hostname"}, "project"),
        ("sidecar", {"path": "link/x.mp4"}, "link"),
        ("cuts", {"video": "/etc/hostname"}, "project"),
        ("cuts", {"video": "renders/none.mp4"}, "file not found: renders/none.mp4"),
        ("orphans_register", {"file": "../x.mp4", "episode": "1", "shots": "1", "tag": "A",
                              "model": "m"}, "not a path inside the project"),
        ("reject", {"shots": ["../../x/y.mp4"], "mode": "unknown", "reason": "x"},
         "not a path inside the project"),
        ("export_otio", {"episode": "1", "out": "../cut.otio"}, "not a path inside the project"),
        ("export_otio", {"episode": "1", "out": "a/b.otio"}, "a name only"),
        ("export_otio", {"episode": "1", "out": "project.json"}, "ends with .otio"),
        ("tree", {"episode": True}, "episode is a text, not True"),
        ("tree", {"season": "1"}, "tree has no argument 'season'"),
        ("recent", {"limit": "ten"}, "limit is a number, not 'ten'"),
        ("recent", {"limit": 2.5}, "limit is a whole number"),
        ("sidecar", {}, "sidecar needs the argument 'path'"),
        ("sidecar", {"path": CLIP, "settings": "notes"}, "settings is a list of texts"),
        ("sidecar", {"path": CLIP, "settings": ["notes"]}, "not KEY=JSON"),
        ("generate", {"episode": "1", "budget": "1000"}, "generate has no argument 'budget'"),
        ("costs", {"new_period": True}, "costs has no argument 'new_period'"),
        ("jobs_decide", {"dispatch": "d", "decision": "pay-again"}, "tool not found"),
        ("undo", {"change_id": "none"}, "change"),
        ("undo", {}, "undo needs the argument 'change_id'"),
    ],
)  # fmt: skip
async def test_that_bad_calls_are_refused_in_a_line_and_change_nothing(
    files: ProjectFiles, tool: str, arguments: dict[str, object], reason: str
) -> None:
    (files.root / "link").symlink_to(files.root.parent)
    before = contents(files.root, but=["exports", "state/locks"])

    async with an_agent(a_tool_desk(files.root)) as agent:
        told = await agent.call(tool, **arguments)

    assert told.is_error
    assert reason in told.error
    assert "\n" not in told.error
    assert contents(files.root, but=["exports", "state/locks"]) == before


async def test_that_exports_do_not_leave_through_a_link(files: ProjectFiles) -> None:
    outside = files.root.parent / "outside"
    outside.mkdir()
    (files.root / "exports").symlink_to(outside)

    async with an_agent(a_tool_desk(files.root)) as agent:
        told = await agent.call("export_csv", episode="1", out="cut.csv")

    assert "link" in told.error
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("tool", ["orphans_register", "orphans_suggest", "orphans_quarantine"])
@pytest.mark.parametrize("said", ["~/holiday.mp4", "holiday.mp4", "{}/holiday.mp4"])
async def test_that_an_agent_cannot_bring_in_files_from_elsewhere(
    files: ProjectFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str, said: str
) -> None:
    (tmp_path / "holiday.mp4").write_bytes(b"private")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    words = {"file": said.format(tmp_path), "episode": "1"}
    if tool == "orphans_register":
        words |= {"shots": "1", "tag": "A_JADE", "model": "seedance-2.0"}

    async with an_agent(a_tool_desk(files.root)) as agent:
        told = await agent.call(tool, **words)

    assert told.is_error
    assert "not found" in told.error or "not a path inside" in told.error
    assert not list(files.root.rglob("*holiday*"))


# -- money -------------------------------------------------------------------


@pytest.fixture
def paid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paid]:
    """One batch, and a provider that answers at once and bills 0.30 dollars a second."""
    project = a_show(tmp_path / "paid", mode="feature")
    ProjectFiles(project.root).document(
        "state/visual/plans/ep_001_plan.json",
        {"shots": [a_shot(number, "KITCHEN", 2) for number in (1, 2, 3)]},
    )
    video = clip_of((48, 48, 48)).path.read_bytes()
    monkeypatch.setattr(desk, "NEARBY", Pace(0, 0, at_once))
    monkeypatch.setattr(http, "Patience", lambda: QUICK)
    with FakeFal(queued=0, running=0, video=video) as server:
        monkeypatch.setenv("RECOIL_FAL_URL", server.url)
        monkeypatch.setenv("FAL_KEY", KEY)
        yield project, server


WORDS = {"episode": "1", "model": "seedance-2.0"}


async def test_that_an_agent_without_a_purse_pays_nothing(paid: Paid) -> None:
    project, server = paid
    async with an_agent(a_tool_desk(project.root)) as agent:
        refused = await agent.call("generate", **WORDS)
        looked = await agent.call("generate", **WORDS, dry_run=True)

    assert refused.facts.get("error", refused.facts)["code"] == "budget_exceeded"
    assert "of the tester agent budget of $0.00" in refused.error
    assert looked.facts["total_usd"] > 0
    assert server.counts().posts == 0


async def test_that_the_first_call_answers_with_an_estimate_and_sends_nothing(
    paid: tuple[Project, FakeFal],
) -> None:
    project, server = paid
    async with an_agent(a_tool_desk(project.root, cap=50_000_000)) as agent:
        asked = await agent.call("generate", **WORDS)
        token = asked.facts["confirmation_token"]
        other = await agent.call("generate", episode="1", confirmation_token=token)
        wrong = await agent.call("generate", **WORDS, confirmation_token="ok_0")

    assert asked.facts["confirmation_needed"]
    assert asked.facts["agent_cap_usd"] == asked.facts["agent_left_usd"] == 50
    assert 0 < asked.facts["estimate_usd"] < 50
    assert "for other arguments" in other.error
    assert "used up or too old" in wrong.error
    assert server.counts().posts == 0
    assert project.ledger.view().dispatches == {}


async def test_that_an_old_confirmation_counts_no_more(paid: Paid) -> None:
    project, _server = paid
    now = [0.0]
    async with an_agent(a_tool_desk(project.root, cap=50_000_000, seconds=lambda: now[0])) as agent:
        token = (await agent.call("generate", **WORDS)).facts["confirmation_token"]
        now[0] = 601.0
        late = await agent.call("generate", **WORDS, confirmation_token=token)

    assert "used up or too old" in late.error


async def test_that_a_confirmed_run_pays_once_and_the_next_is_stopped_at_the_cap(
    paid: tuple[Project, FakeFal],
) -> None:
    project, server = paid
    dry = recoil("generate", "--episode", 1, "--model", WORDS["model"], "--dry-run", "--json",
                 project=project.root).json  # fmt: skip
    cap = round(dry["total_usd"] * 1_000_000) + 1000
    async with an_agent(a_tool_desk(project.root, cap=cap)) as agent:
        token = (await agent.call("generate", **WORDS)).facts["confirmation_token"]
        done = await agent.call("generate", **WORDS, confirmation_token=token)
        again = await agent.call("generate", **WORDS, confirmation_token=token)
        batch = dry["beats"][0]["scene_id"]
        more = await agent.call("generate", **WORDS, new_take=True, batch=batch)

    assert not done.is_error, json.dumps(done.facts, indent=1)
    assert done.facts["spent_usd"] > 0
    assert "used up or too old" in again.error
    assert more.facts["error"]["code"] == "budget_exceeded"
    assert "tester agent budget" in more.error
    jobs = Project.open(project.root).ledger.view().dispatches.values()
    assert {job.program for job in jobs} == {"tester"}
    assert server.counts().posts == len(jobs) == len(dry["beats"])


async def test_that_two_servers_of_one_agent_share_its_cap(paid: Paid) -> None:
    project, server = paid
    dry = recoil("generate", "--episode", 1, "--model", WORDS["model"], "--dry-run", "--json",
                 project=project.root).json  # fmt: skip
    cap = round(dry["total_usd"] * 1_000_000) + 1000
    one, other = (a_tool_desk(project.root, cap=cap) for _ in range(2))
    async with an_agent(one) as first, an_agent(other) as second:
        early = (await second.call("generate", **WORDS, note="x", new_take=True)).facts
        token = (await first.call("generate", **WORDS)).facts["confirmation_token"]
        await first.call("generate", **WORDS, confirmation_token=token)
        late = await second.call("generate", **WORDS, new_take=True, batch="BATCH_001")
        tree = await second.call("costs")

    assert "error" in early
    assert late.facts["error"]["code"] == "budget_exceeded"
    assert not tree.is_error
    assert server.counts().posts == 1


async def test_that_boards_cost_an_agent_a_confirmation_too(paid: Paid) -> None:
    project, _server = paid
    async with an_agent(a_tool_desk(project.root)) as agent:
        await agent.call("rederive", episode="1")
        words = {"episode": "1", "batch": ["BATCH_001"]}
        asked = await agent.call("board_render", **words)
        token = asked.facts["confirmation_token"]
        drawn = await agent.call("board_render", **words, confirmation_token=token)

    assert asked.facts["estimate_usd"] == 0
    assert not drawn.is_error, drawn.facts
    assert list(project.root.glob("prep/ep_001/storyboards/BATCH_001_v1.png"))


async def test_that_a_shot_needs_a_limit_before_an_agent_may_ask_for_it(paid: Paid) -> None:
    project, server = paid
    words = {"shot": "EP001_SH01", **WORDS}
    async with an_agent(a_tool_desk(project.root, cap=2_000_000)) as agent:
        open_ended = await agent.call("shoot", **words)
        too_much = await agent.call("shoot", **words, most="3")
        asked = await agent.call("shoot", **words, most="1.5")

    assert "say the most it may cost" in open_ended.error
    assert too_much.facts["error"]["code"] == "budget_exceeded"
    assert asked.facts["estimate_usd"] == 1.5
    assert server.counts().posts == 0


# -- long calls ---------------------------------------------------------------


def a_long_verb(began: threading.Event, ended: threading.Event) -> Command:
    """A verb that goes on until it is stopped, and says how far it is."""

    def run(context: CommandContext) -> None:
        began.set()
        try:
            for step in itertools.count():
                context.job.report(step, None, "still at it")
                ended.wait(0.005)
        finally:
            ended.set()

    return Command("tree", run, "Go on.", "", (), (), needs_project=True)


async def test_that_a_call_that_is_given_up_ends_before_its_answer(files: ProjectFiles) -> None:
    began, ended = threading.Event(), threading.Event()
    told: list[str] = []
    desk = a_tool_desk(files.root)
    desk.commands = {"tree": a_long_verb(began, ended)}

    async def hear(_done: float, _total: float | None, note: str | None) -> None:
        told.append(str(note))

    async with an_agent(desk) as agent:
        with anyio.move_on_after(0.4):
            await agent.client.call_tool("tree", {}, progress_callback=hear)
        has_ended = await anyio.to_thread.run_sync(ended.wait, 20)

    assert began.is_set()
    assert has_ended
    assert set(told) == {"still at it"}


async def test_that_a_bug_is_told_in_a_line_and_the_server_lives_on(
    files: ProjectFiles, caplog: pytest.LogCaptureFixture
) -> None:
    def run(_context: CommandContext) -> None:
        raise KeyError(f"Key {KEY}")

    desk = a_tool_desk(files.root)
    broken = Command("tree", run, "Break.", "", (), (), needs_project=True)
    desk.commands = {**desk.commands, "tree": broken}

    async with an_agent(desk) as agent:
        told = await agent.call("tree")
        after = await agent.call("history")

    assert told.facts["error"] == {"code": "internal", "message": "internal error: KeyError"}
    assert not after.is_error
    assert "internal error in tree" in caplog.text


async def test_that_an_agents_notes_are_known_as_its_own(paid: Paid) -> None:
    project, _server = paid
    async with an_agent(a_tool_desk(project.root, name="night-shift")) as agent:
        await agent.call("rederive", episode="1")
        noted = await agent.call("comment_add", episode="1", batch="BATCH_001", body="too dark")
        listed = await agent.call("comment_list", episode="1")

    assert "change" in noted.facts
    assert [one["author"] for one in listed.facts["comments"]] == ["night-shift"]


# -- on standard input and output ---------------------------------------------


@pytest.mark.slow
async def test_that_recoil_mcp_serves_on_standard_input_and_output(files: ProjectFiles) -> None:
    arguments = ["-m", "engine.cli", "--projects-root", str(files.root.parent),
                 "--project", "harbor", "mcp", "--agent", "night-shift"]  # fmt: skip
    server = StdioServerParameters(
        command=sys.executable, args=arguments, env=dict(os.environ), cwd=Path.cwd()
    )

    async with Client(server) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        tree = await client.call_tool("tree", {})
        done = await client.call_tool("archive", {"path": CLIP})
        change = done.structured_content["change"]["id"]
        await client.call_tool("undo", {"change_id": change})

    assert {"tree", "archive", "undo"} <= tools
    assert tree.structured_content["file_count"] == 1
    assert (files.root / CLIP).is_file()


HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {},
               "clientInfo": {"name": "tester", "version": "1"}},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("is_interrupted", "code"), [(True, 130), (False, 0)])
def test_that_it_ends_with_its_agent_or_by_ctrl_c(
    files: ProjectFiles, is_interrupted: bool, code: int
) -> None:
    arguments = ["--projects-root", str(files.root.parent), "--project", "harbor", "mcp"]
    process = subprocess.Popen(
        [sys.executable, "-m", "engine.cli", *arguments], text=True, bufsize=1,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(HELLO) + "\n")
    answer = json.loads(process.stdout.readline())

    if is_interrupted:
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60) if not is_interrupted else _waited(process)

    assert answer["result"]["serverInfo"]["name"] == "recoil"
    assert (process.returncode, out) == (code, "")
    assert err == ("interrupted\n" if is_interrupted else "")


def _waited(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What it says at its end, while its input is still open."""
    process.wait(timeout=60)
    return process.communicate()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--cap-usd", "much"), "not an amount of money"),
        (("--cap-usd", "-1"), "a cap is nothing or more"),
        (("--agent", "recoil"), "not a name for an agent: 'recoil'"),
        (("--agent", "../x"), "not a name for an agent"),
    ],
)
def test_that_a_senseless_purse_is_refused(words: tuple[str, ...], reason: str) -> None:
    said = recoil("mcp", *words)

    assert said.code in {1, 2}
    assert reason in said.err
