"""Paths inside a project: what leads out of it is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.paths import PROJECT_ROOT, ProjectPath
from engine.errors import UserError

PLAIN = st.from_regex(r"[A-Za-z0-9_~%é-][A-Za-z0-9._~% é-]{0,12}[a-z0-9]", fullmatch=True)
REFUSED = [
    "",
    " ",
    ".",
    "./",
    "/",
    "/etc/passwd",
    "//host/share",
    "..",
    "../x",
    "a/../b",
    "a/..",
    "a\\b",
    "..\\x",
    "\\\\?\\C:\\x",
    "C:",
    "C:/x",
    "c:x",
    "a/b:stream",
    "a.mp4::$DATA",
    "file:///etc/passwd",
    "a\x00b",
    "a\nb",
    "a\x7f",
    "a\udc80b",
    "CON",
    "con.mp4",
    "renders/NUL",
    "a/aux.txt/b",
    "com1",
    "LPT9.mp4",
    "com¹.mp4",
    "CONIN$",
    "nul .mp4",
    "a./b",
    "a /b",
    "...",
    "x/. ./y",
    ".. /x",
]


@pytest.mark.parametrize("raw", REFUSED)
def test_that_a_path_out_of_the_project_is_refused_in_one_line(raw: str) -> None:
    with pytest.raises(UserError, match="not a path inside the project") as caught:
        ProjectPath.of(raw)

    assert "\n" not in str(caught.value)
    assert "\x00" not in str(caught.value)


@pytest.mark.parametrize("raw", ["concat:a", "a/../..", "x/CON", "/abs"])
def test_that_joining_checks_as_well(raw: str) -> None:
    with pytest.raises(UserError):
        ProjectPath("renders") / raw


@pytest.mark.parametrize(
    "raw",
    [
        "a%03d.mp4",
        "subfile,,start,0.mp4",
        "renders/ep_001/a.mp4",
        "console/common.mp4",
        "~/x",
        "a..b",
    ],
)
def test_that_plain_names_are_plain(raw: str) -> None:
    assert ProjectPath.of(raw).text == raw


def test_that_a_path_is_normalised() -> None:
    assert ProjectPath.of("./renders//ep_001/./a.mp4").text == "renders/ep_001/a.mp4"


def test_that_a_path_knows_its_parts() -> None:
    path = ProjectPath.of("renders/ep_001/a.b.mp4")

    assert (path.name, path.stem, path.suffix) == ("a.b.mp4", "a.b", ".mp4")
    assert path.parent == ProjectPath("renders/ep_001")
    assert path.parts == ("renders", "ep_001", "a.b.mp4")
    assert path.is_under(ProjectPath("renders"))
    assert path.is_under(PROJECT_ROOT)
    assert not path.is_under(ProjectPath("render"))
    assert not path.is_under(path)
    assert path.with_name("c.mp4") == ProjectPath("renders/ep_001/c.mp4")
    assert ProjectPath("a") == PROJECT_ROOT / "a"
    assert PROJECT_ROOT.parent == PROJECT_ROOT
    assert PROJECT_ROOT.parts == ()
    assert ProjectPath(".hidden").suffix == ""


def test_that_companions_lie_beside_their_video() -> None:
    video = ProjectPath.of("renders/ep_001/a.mp4")

    assert video.sidecar() == ProjectPath("renders/ep_001/a.mp4.json")
    assert video.marker() == ProjectPath("renders/ep_001/.a.mp4.extracted")
    assert ProjectPath("a.mp4").marker() == ProjectPath(".a.mp4.extracted")


@given(st.lists(PLAIN, min_size=1, max_size=5))
def test_that_a_path_of_plain_names_stays_as_it_is(names: list[str]) -> None:
    text = "/".join(names)

    if all(_may_stand(name) for name in names):
        assert ProjectPath.of(text).text == text
        assert str(ProjectPath.of(text)) == text


@given(st.text(max_size=60) | st.text("./\\:~ aC\x00", max_size=30))
def test_that_any_text_is_a_path_inside_or_an_error(raw: str) -> None:
    try:
        path = ProjectPath.of(raw)
    except UserError:
        return

    assert path == ProjectPath.of(path.text)
    assert not path.text.startswith("/")
    assert not {"", ".", ".."} & set(path.parts)


def _may_stand(name: str) -> bool:
    devices = {"con", "prn", "aux", "nul"}
    device = name.partition(".")[0].rstrip().lower()
    return device not in devices and device[:3] not in {"com", "lpt"}
