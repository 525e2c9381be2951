"""Projects: which there are, which is current, how they are, what lies in them."""

# Annotations are read at run time: the command line is made from them.
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from engine.commands.answers import Told, counted
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.domain.ids import check_project_name, parse_episode
from engine.errors import NotFound, UserError

ProjectName = Annotated[str, Words("The project's name.", metavar="NAME")]
DEMO = "demo"


@command("projects", examples=("recoil projects --json",), needs_project=False)
def list_projects(context: CommandContext) -> Outcome[Told]:
    """List the projects, and say which one is current."""
    from engine.store.project_list import list_projects as found  # late: few ask

    names, current = found(context.places.projects_root), current_project(context)
    facts = {
        "projects": list(names),
        "current": current,
        "projects_root": str(context.places.projects_root),
    }
    lines = tuple(f"{'*' if name == current else ' '} {name}" for name in names)
    return Outcome(Told(facts, lines or (f"no projects in {context.places.projects_root}",)))


@command(
    "project new", examples=("recoil project new harbor --mode microdrama",), needs_project=False
)
def new_project(
    context: CommandContext,
    name: ProjectName,
    *,
    mode: Annotated[
        str, Words("microdrama (works by itself), feature or client.", "--mode", "MODE")
    ] = "microdrama",
    title: Annotated[str | None, Words("What people call it.", "--title", "TEXT")] = None,
) -> Outcome[Told]:
    """Make a new project and choose it."""
    from engine.domain.project_settings import Mode, ProjectSettings  # late: brings pydantic
    from engine.store.project import Project

    check_project_name(name)
    modes = [one.value for one in Mode]
    if mode not in modes:
        raise UserError(f"not a mode: {mode!r} (one of {', '.join(modes)})")
    settings = ProjectSettings(mode=mode, title=title or name)
    project = Project.create(context.places.projects_root / name, settings, clock=context.clock)
    choose(context, name)
    told = Told({"project": name, "path": str(project.root)}, (f"{name}: {project.root}",))
    changes = frozenset([Change(ChangeKind.PROJECT, name)])
    return Outcome(told, changes, title=f"New project {name}")


@command("project use", examples=("recoil project use harbor",), needs_project=False)
def use_project(context: CommandContext, name: ProjectName) -> Outcome[Told]:
    """Choose the project that the next commands and the window work in."""
    check_project(context, name)
    choose(context, name)
    changes = frozenset([Change(ChangeKind.SELECTION, name)])
    return Outcome(Told({"current": name}, (f"now in {name}",)), changes, title=f"Use {name}")


@command("project health", examples=("recoil project health --json",))
def project_health(context: CommandContext) -> Outcome[Told]:
    """Say what is corrupt, unfinished, waiting or missing in the project."""
    from engine.workspace.health import check_health  # late: brings pydantic
    from engine.workspace.tree import ProjectTree

    project = context.require_project()
    tree = ProjectTree(project)
    tree.build(context.job)
    health = check_health(project, tree)
    return Outcome(Told(health.as_json(), tuple(health.lines())))


@command("demo", examples=("recoil demo", "recoil demo --out /tmp/recoil"), needs_project=False)
def make_demo(
    context: CommandContext,
    *,
    out: Annotated[
        Path | None, Words("Folder to make it in; else the folder of projects.", "--out", "DIR")
    ] = None,
) -> Outcome[Told]:
    """Make a demo project with real rendered videos to try everything on."""
    from engine.workspace.demo import make_demo as make  # late: brings av

    parent = (out or context.places.projects_root).absolute()
    project = make(parent / DEMO, context.job)
    if out is None:
        choose(context, DEMO)
    facts = {"project": DEMO, "path": str(parent / DEMO)}
    changes = frozenset([Change(ChangeKind.PROJECT, DEMO)])
    said = (f"{DEMO}: {parent / DEMO}", *_how_to_use(parent, out is not None))
    return Outcome(Told(facts, said), changes, title=f"Demo project {project.name}")


@command("tree", examples=("recoil tree --episode 1",))
def show_tree(
    context: CommandContext,
    *,
    episode: Annotated[
        int | None, Words("Only this episode: 1, EP001", "--episode", "N", parse_episode)
    ] = None,
) -> Outcome[Told]:
    """Show what is in the project: assets, episodes, passes, segments, shots."""
    from engine.commands.trees import episode_node, node_json, node_lines, scanned

    tree = scanned(context)
    root = tree.root if episode is None else episode_node(tree.root, episode)
    facts = {"tree": node_json(root), "file_count": sum(1 for _ in tree.index.media())}
    return Outcome(Told(facts, tuple(node_lines(root))))


@command("recent", examples=("recoil recent --limit 20", "recoil recent e01 status=candidate"))
def recent_media(
    context: CommandContext,
    words: Annotated[
        tuple[str, ...],
        Words("Only what matches, as in recoil search.", metavar="QUERY", repeats=True),
    ] = (),
    *,
    limit: Annotated[int, Words("How many.", "--limit", "N")] = 50,
    offset: Annotated[int, Words("How many to pass over.", "--offset", "N")] = 0,
) -> Outcome[Told]:
    """List the newest media first."""
    from engine.commands.trees import recent_files

    if limit < 1 or offset < 0:
        raise UserError("say a limit of at least 1 and an offset of at least 0")
    files, total = recent_files(context, limit, offset, words)
    lines = tuple(str(file["path"]) for file in files)
    facts = {"files": files, "total": total}
    return Outcome(Told(facts, lines or (f"{counted(total, 'file')}, none to show",)))


@command("paths", examples=("recoil paths --json",), needs_project=False)
def show_paths(context: CommandContext) -> Outcome[Told]:
    """Say where projects, state, caches and logs lie."""
    places = context.places
    facts: dict[str, object] = {
        "projects_root": str(places.projects_root),
        "state_dir": str(places.state_dir),
        "state_file": str(places.state_file),
        "cache_dir": str(places.cache_dir),
        "log_dir": str(places.log_dir),
        "project": str(context.project.root) if context.project else None,
    }
    return Outcome(Told(facts, tuple(f"{name:14} {place}" for name, place in facts.items())))


# -- choosing ----------------------------------------------------------------


def current_project(context: CommandContext) -> str | None:
    """The name of the current project, as it stands in the shared state."""
    from engine.store.state_file import StateFile

    found = StateFile(context.places.state_file).read().get("project")
    return found if isinstance(found, str) else None


def choose(context: CommandContext, name: str) -> None:
    """Make a project the current one; selection and viewer belonged to the other."""
    from engine.store.state_file import StateFile

    keys: dict[str, object] = {"project": name, "selection": [], "viewer": None}
    StateFile(context.places.state_file).update(keys)


def check_project(context: CommandContext, name: str) -> Path:
    """Where a project lies.

    Raises:
        NotFound: there is none of this name.
    """
    from engine.domain.ids import is_project_name

    root = context.places.projects_root / name
    if not is_project_name(name) or not root.is_dir():
        raise NotFound("project", name)
    return root


def in_project(context: CommandContext, name: str) -> CommandContext:
    """The same room with a project open: one of this name, or the folder at this path.

    Raises:
        NotFound: there is no such project.
    """
    from engine.store.project import Project  # late: brings pydantic

    path = Path(name).expanduser()
    is_path = path.is_absolute() or len(path.parts) > 1
    if is_path and not path.is_dir():
        raise NotFound("project", name)
    root = path.absolute() if is_path else check_project(context, name)
    return replace(context, project=Project.open(root, clock=context.clock))


def _how_to_use(parent: Path, elsewhere: bool) -> tuple[str, ...]:
    where = f"--projects-root {parent} --project {DEMO} " if elsewhere else ""
    return (f"next: recoil {where}extract",)
