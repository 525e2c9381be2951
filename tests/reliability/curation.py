"""Days of random work, with undo and deaths at any moment: no media and no fact is lost.

``python -m tests.reliability.curation SEED RUNS STEPS`` draws what an editor does and where it
stands still, and prints what it did.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from typing import TYPE_CHECKING, Any, ClassVar

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from engine.domain.comments import NewComment
from engine.domain.paths import ProjectPath
from engine.domain.sidecar import FailureMode
from engine.errors import UserError
from engine.workspace import archive, orphan_register, promotion, rejecting, trash
from engine.workspace.casting import make_canonical
from engine.workspace.comments import add_comment, delete_comments, set_resolved
from engine.workspace.orphan_source import Source
from engine.workspace.stars import set_stars
from engine.workspace.start_frame import set_start_frame
from tests.reliability import boards, gate, judging, orphans, world
from tests.reliability.checker import MEDIA, stuck_journals, tree, violations
from tests.reliability.kills import folder_in_memory

if TYPE_CHECKING:
    from engine.store.project import Project

# Where the work may stand still; most changes make fewer mutations, so many days are quiet.
MOMENTS = st.one_of(st.just(0), st.integers(1, 150))
WORDS = st.sampled_from(["good", "hands", "again", "“best”"])
SHOTS = st.sampled_from(["EP001_SH01", "EP001_SH02", "EP001_SH03"])
FOLDERS = st.sampled_from(["renders/ep_001", "renders/ep_002", "_history/archives"])


class Curation(RuleBasedStateMachine):
    """An editor at work; after every death the project is opened again."""

    counted: ClassVar[dict[str, int]] = {"changes": 0, "deaths": 0, "refusals": 0}

    def __init__(self) -> None:
        super().__init__()
        self.folder = folder_in_memory()
        self.root = world.build(self.folder)
        self.outside = tree(self.folder / "outside")
        self.media = dict(world.originals())
        self.made = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # -- what an editor does -------------------------------------------------

    @rule(data=st.data(), word=WORDS, moment=MOMENTS)
    def edit(self, data: Any, word: str, moment: int) -> None:
        media = self.pick(data)

        def work(project: Project) -> None:
            with project.changes.writing() as draft:
                project.sidecars.merge(draft, media, {"notes": word, "tags": [word]})
                draft.commit("sidecar", "Edit")

        self.do(work, moment)

    @rule(data=st.data(), folder=FOLDERS, moment=MOMENTS)
    def move(self, data: Any, folder: str, moment: int) -> None:
        media = self.pick(data)

        def work(project: Project) -> None:
            with project.changes.writing() as draft:
                target = ProjectPath(folder) / media.name
                draft.move(media, target)
                draft.move(media.sidecar(), target.sidecar())
                draft.commit("move", "Move")

        self.do(work, moment)

    @precondition(lambda self: len(self.shown()) > 2)
    @rule(data=st.data(), moment=MOMENTS)
    def discard(self, data: Any, moment: int) -> None:
        media = self.pick(data)

        def work(project: Project) -> None:
            with project.changes.writing() as draft:
                for path in (media, *project.sidecars.companions(media)):
                    draft.trash(path)
                draft.commit("trash", "Delete")

        self.do(work, moment)

    @rule(data=st.data(), moment=MOMENTS)
    def replace(self, data: Any, moment: int) -> None:
        media = self.pick(data)
        self.made += 1
        content = f"clip number {self.made}".encode()

        def work(project: Project) -> None:
            with project.changes.staging() as staging, project.changes.writing() as draft:
                (staging / "clip.mp4").write_bytes(content)
                draft.trash(media)
                draft.trash(media.sidecar())
                draft.adopt(staging / "clip.mp4", media)
                draft.put_json(media.sidecar(), world.FACTS | {"status": "candidate"})
                draft.commit("confirm", "Confirm")

        self.do(work, moment)
        digest = hashlib.sha256(content).hexdigest()
        if any(hashlib.sha256(one).hexdigest() == digest for one in tree(self.root).values()):
            self.media[digest] = f"clip number {self.made}"

    # -- judging, as the window and the commands do ----------------------------

    @rule(data=st.data(), status=st.sampled_from(["pinned", "candidate"]), moment=MOMENTS)
    def promote(self, data: Any, status: str, moment: int) -> None:
        chosen = [self.pick(data), self.pick(data)]
        self.do(lambda project: promotion.promote(project, chosen, status), moment)

    @rule(data=st.data(), stars=st.integers(0, 5), moment=MOMENTS)
    def star(self, data: Any, stars: int, moment: int) -> None:
        media = self.pick(data)
        self.do(lambda project: set_stars(project, [media], stars), moment)

    @rule(data=st.data(), word=WORDS, mode=st.sampled_from(list(FailureMode)), moment=MOMENTS)
    def reject(self, data: Any, word: str, mode: FailureMode, moment: int) -> None:
        media, why = self.pick(data), rejecting.Why(word, mode)
        self.do(lambda project: rejecting.reject_files(project, [media], why), moment)

    @rule(shot=SHOTS, word=WORDS, moment=MOMENTS)
    def reject_shot(self, shot: str, word: str, moment: int) -> None:
        why = rejecting.Why(word, FailureMode.UNKNOWN)
        self.do(lambda project: rejecting.reject_shot(project, shot, None, why), moment)

    @rule(data=st.data(), moment=MOMENTS)
    def canonise(self, data: Any, moment: int) -> None:
        # A picture from elsewhere is copied into the pool: then it is there twice, and shall be.
        if not self.shown(judging.JADE.folder):
            return
        media = self.pick(data, judging.JADE.folder)
        self.do(lambda project: make_canonical(project, media, judging.JADE), moment)

    @rule(data=st.data(), shot=SHOTS, moment=MOMENTS)
    def begin(self, data: Any, shot: str, moment: int) -> None:
        media = self.pick(data, judging.JADE.folder)
        self.do(lambda project: set_start_frame(project, media, shot), moment)

    # -- putting away and bringing back ----------------------------------------

    @rule(data=st.data(), moment=MOMENTS)
    def archive(self, data: Any, moment: int) -> None:
        media = self.pick(data)
        self.do(lambda project: archive.archive(project, media), moment)

    @rule(data=st.data(), moment=MOMENTS)
    def restore(self, data: Any, moment: int) -> None:
        media = self.pick(data)
        self.do(lambda project: archive.restore(project, media), moment)

    @rule(data=st.data(), moment=MOMENTS)
    def restore_from_trash(self, data: Any, moment: int) -> None:
        number = data.draw(st.integers(0, 3))

        def work(project: Project) -> None:
            entries = trash.trash_entries(project)
            if number < len(entries):
                trash.restore_from_trash(project, entries[number].id)

        self.do(work, moment)

    @rule(data=st.data(), comes_back=st.booleans(), moment=MOMENTS)
    def move_folder(self, data: Any, comes_back: bool, moment: int) -> None:
        folder = self.pick(data).parent
        verb = archive.restore if comes_back else archive.archive
        self.do(lambda project: verb(project, folder), moment)

    # -- videos that nobody knows ----------------------------------------------

    @rule(moment=MOMENTS)
    def sweep(self, moment: int) -> None:
        self.do(orphans.sweep, moment)

    @rule(data=st.data(), moment=MOMENTS)
    def register(self, data: Any, moment: int) -> None:
        if not self.shown(orphans.ORPHAN.parent):  # whatever else is registered is copied
            return
        media = self.pick(data, orphans.ORPHAN.parent)

        def work(project: Project) -> None:
            source = Source(project.resolve(media), media)
            orphan_register.register_here(project, source, orphans.ORDER)

        self.do(work, moment)

    @rule(moment=MOMENTS)
    def copy_in(self, moment: int) -> None:
        self.do(orphans.copy_in, moment)

    # -- the wall --------------------------------------------------------------

    @rule(word=WORDS, panel=st.sampled_from([None, "EP001_SH12"]), moment=MOMENTS)
    def comment(self, word: str, panel: str | None, moment: int) -> None:
        wish = NewComment(batch_id=boards.BATCH, segment_id=panel, body=word)
        self.do(lambda project: add_comment(project, 1, wish), moment)

    @rule(data=st.data(), verb=st.sampled_from(["resolve", "reopen", "delete"]), moment=MOMENTS)
    def settle_comment(self, data: Any, verb: str, moment: int) -> None:
        one = data.draw(st.sampled_from(["cmt_gone", *self.own_comments()]))

        def work(project: Project) -> None:
            if verb == "delete":
                delete_comments(project, 1, [one])
            else:
                set_resolved(project, 1, [one], resolved=verb == "resolve")

        self.do(work, moment)

    @rule(
        judge=st.sampled_from([boards.approved, boards.rejected, boards.given, boards.taken]),
        moment=MOMENTS,
    )
    def judge_board(self, judge: Any, moment: int) -> None:
        self.do(judge, moment)

    @rule(moment=MOMENTS)
    def undo(self, moment: int) -> None:
        self.do(lambda project: project.changes.undo(), moment)

    @rule(moment=MOMENTS)
    def redo(self, moment: int) -> None:
        self.do(lambda project: project.changes.redo(), moment)

    # -- what has to hold ----------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        files = tree(self.root)
        # A record may name a video that the editor threw away: it says so by its path.
        found = [
            one for one in violations(files, self.media, world.FACTS) if "points to" not in one
        ]
        assert found == []
        assert stuck_journals(files) == []
        assert tree(self.folder / "outside") == self.outside

    @invariant()
    def notes_of_others_stay(self) -> None:
        first = self.comments()[0]
        assert (first["id"], first["mood"]) == ("theirs", [1, 2.0])

    # -- helpers -------------------------------------------------------------

    def comments(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.root / boards.NOTES).read_text())["comments"]
        return found

    def own_comments(self) -> list[str]:
        return sorted(one["id"] for one in self.comments() if one["id"] != "theirs")

    def shown(self, folder: ProjectPath | None = None) -> list[str]:
        """The media an editor sees, or those in one folder."""
        files = tree(self.root)
        media = (n for n in files if n.endswith(MEDIA) and "/boundary_frames/" not in n)
        seen = sorted(n for n in media if not n.startswith((".", "state")))
        return [n for n in seen if folder is None or ProjectPath(n).is_under(folder)]

    def pick(self, data: Any, folder: ProjectPath | None = None) -> ProjectPath:
        """Any file; one of ``folder`` where there still is one."""
        inside = self.shown(folder) if folder else []
        return ProjectPath(data.draw(st.sampled_from(inside or self.shown())))

    def do(self, work: Any, moment: int) -> None:
        gate.GATE.arm(str(self.root), moment, gate.stop)
        try:
            work(world.opened(self.root))
            self.counted["changes"] += 1
        except gate.Stopped:
            self.counted["deaths"] += 1
        except UserError:
            self.counted["refusals"] += 1
        finally:
            gate.GATE.disarm()
        world.opened(self.root).changes.recover()


def main(seed: int, examples: int, steps: int) -> None:
    """Run the machine and print its figures; a lost file ends it with the steps that lead there.

    The steps are told as they were drawn: to shorten them takes minutes and more than a test has.
    """
    gate.install()
    hypothesis.seed(seed)(Curation)
    chosen = hypothesis.settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    run_machine(Curation, settings=chosen)
    figures = {"seed": seed, "runs": examples, "steps": steps, **Curation.counted, "violations": {}}
    print(json.dumps(figures))  # noqa: T201 - the answer of this program


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
