"""Comments of an episode: kept beside those of others, taken back, refused in one line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.domain.comments import Comment, CommentTag, NewComment, Target
from engine.errors import CorruptFile, NotFound, Refused, UserError
from engine.workspace.comments import (
    OpenCounts,
    add_comment,
    comments_path,
    delete_comments,
    edit_comment,
    find_comment,
    read_comments,
    set_resolved,
)
from tests.helpers.boards import boards_of
from tests.helpers.clips import make_clip
from tests.helpers.store import snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return boards_of(tmp_path)


def note(project: Project, body: str = "warmer", **keys: object) -> Comment:
    wish = NewComment(**{"batch_id": "BATCH_001", "body": body, **keys})
    return add_comment(project, 1, wish).comments[0]


def written(project: Project) -> dict[str, object]:
    found: dict[str, object] = json.loads((project.root / "prep/ep_001/comments.json").read_text())
    return found


def test_that_a_comment_on_a_panel_is_kept_as_the_contract_says(project: Project) -> None:
    made = note(project, " too dark ", segment_id="EP001_SH02", tag="fix", author="Ada")

    document = written(project)
    (kept,) = document["comments"]
    assert document["schema_version"] == 1
    assert kept == {
        "id": made.id,
        "target_type": "panel",
        "batch_id": "BATCH_001",
        "segment_id": "EP001_SH02",
        "body": "too dark",
        "tag": "fix",
        "author": "Ada",
        "resolved": False,
        "created_at": made.created_at,
        "updated_at": made.created_at,
    }
    assert read_comments(project, 1) == (made,)
    assert made.target_type is Target.PANEL


def test_that_a_comment_on_frames_names_its_video(project: Project) -> None:
    video = "renders/ep_001/EP001_CONT_001_SH1_2_3_take1.mp4"
    place = project.root / video
    place.parent.mkdir(parents=True)
    make_clip(place, shots=(24,), audio=False)

    made = note(project, frames=(3, 9), path=video)

    assert (made.frames, made.path) == ((3, 9), video)
    assert written(project)["comments"][0]["frames"] == [3, 9]
    with pytest.raises(UserError, match="has 24 frames, 0 to 23: there is no 24"):
        note(project, frames=(3, 24), path=video)


def test_that_a_comment_is_resolved_reopened_edited_and_deleted(project: Project) -> None:
    one, other = note(project, "one"), note(project, "two")

    resolved = set_resolved(project, 1, [one.id, other.id], resolved=True)
    reopened = set_resolved(project, 1, [one.id], resolved=False)
    edited = edit_comment(project, 1, one.id, body="uno", tag="question")
    deleted = delete_comments(project, 1, [other.id])

    assert [c.resolved for c in resolved.comments] == [True, True]
    assert resolved.change.title == "Resolve 2 comments"
    assert reopened.change.title == "Reopen the comment “one”"
    assert (edited.comments[0].body, edited.comments[0].tag) == ("uno", CommentTag.QUESTION)
    assert deleted.comments == resolved.comments[1:]
    assert [c.body for c in read_comments(project, 1)] == ["uno"]


def test_that_undo_takes_back_one_comment_and_leaves_later_ones(project: Project) -> None:
    first = add_comment(project, 1, NewComment(batch_id="BATCH_001", body="first"))
    note(project, "second")
    resolved = set_resolved(project, 1, [first.comments[0].id], resolved=True)

    project.changes.undo(resolved.change.id)
    project.changes.undo(first.change.id)
    left = [c.body for c in read_comments(project, 1)]
    project.changes.redo(first.change.id)

    assert left == ["second"]
    assert sorted(c.body for c in read_comments(project, 1)) == ["first", "second"]


def test_that_what_another_tool_wrote_stays(project: Project) -> None:
    place = project.root / str(comments_path(1))
    place.parent.mkdir(parents=True)
    theirs = {"batch_id": "GONE", "body": "hm", "tag": "praise", "mood": [1, 2.0], "x": 12**30}
    place.write_text(json.dumps({"comments": [theirs], "tool": "boardly"}, indent=4))

    made = note(project)
    seen = read_comments(project, 1)
    set_resolved(project, 1, ["unnamed-1"], resolved=True)

    document = written(project)
    assert document["tool"] == "boardly"
    assert document["comments"][0] | theirs == document["comments"][0]
    assert document["comments"][0]["resolved"] is True
    assert [(c.id, c.tag) for c in seen] == [("unnamed-1", "note"), (made.id, "note")]


def test_that_open_comments_are_counted_by_batch_and_panel(project: Project) -> None:
    note(project)
    note(project, segment_id="EP001_SH02")
    done = note(project, segment_id="EP001_SH02")
    set_resolved(project, 1, [done.id], resolved=True)

    counts = OpenCounts(read_comments(project, 1))

    assert counts.of_batch("BATCH_001") == 2
    assert counts.of_panel("BATCH_001", "EP001_SH02") == 1
    assert counts.of_batch("BATCH_002") == 0


def test_that_a_comment_is_found_in_whichever_episode_has_it(project: Project) -> None:
    made = note(project)

    assert find_comment(project, made.id) == 1
    with pytest.raises(NotFound, match="comment not found: cmt_0"):
        find_comment(project, "cmt_0")


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"batch_id": "BATCH_009"}, "batch not found: BATCH_009"),
        ({"batch_id": "../x"}, "not a scene id"),
        ({"segment_id": "EP001_SH04"}, "panel not found: EP001_SH04 of BATCH_001"),
        ({"body": "  "}, "it is empty"),
        ({"body": "x" * 10_001}, "at most 10000 letters"),
        ({"body": "a\x00b"}, "not a letter"),
        ({"tag": "praise"}, "not a tag: 'praise'"),
        ({"frames": (1, 2)}, "frames of which video"),
        ({"path": "renders/gone.mp4"}, "file not found: renders/gone.mp4"),
        ({"path": "../out.mp4"}, "not a path inside the project"),
        ({"path": "project.json"}, "not on project.json"),
    ],
)
def test_that_a_wrong_comment_is_refused_and_changes_nothing(
    project: Project, keys: dict[str, object], problem: str
) -> None:
    before = snapshot(project)

    with pytest.raises(UserError, match=problem):
        note(project, **{"body": "x", **keys})

    assert snapshot(project) == before


def test_that_a_comment_that_is_so_already_is_refused(project: Project) -> None:
    made = note(project)

    with pytest.raises(Refused, match="nothing to change"):
        set_resolved(project, 1, [made.id], resolved=False)
    with pytest.raises(NotFound):
        delete_comments(project, 1, [made.id, "cmt_0"])
    assert read_comments(project, 1) == (made,)


def test_that_corrupt_comments_are_told_and_kept_byte_for_byte(project: Project) -> None:
    place = project.root / str(comments_path(1))
    place.parent.mkdir(parents=True)
    place.write_bytes(b"{torn")

    with pytest.raises(CorruptFile):
        read_comments(project, 1)
    with pytest.raises(CorruptFile):
        note(project)

    assert place.read_bytes() == b"{torn"


def test_that_panels_of_a_corrupt_batch_cannot_be_commented_on_but_the_batch_can(
    project: Project,
) -> None:
    (project.root / str(project.scenes.path(1, "BATCH_001"))).write_text("{torn")

    made = note(project, "please mend this")

    assert made.target_type is Target.BATCH
    with pytest.raises(CorruptFile):
        note(project, segment_id="EP001_SH01")
