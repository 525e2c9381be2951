"""Where things lie on this machine: projects, state, caches, logs (01, roots)."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECTS_ROOT = "RECOIL_PROJECTS_ROOT"
STATE_DIR = "RECOIL_STATE_DIR"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one user; none of them has to exist."""

    projects_root: Path
    state_dir: Path
    cache_dir: Path
    log_dir: Path

    @classmethod
    def from_environment(cls, projects_root: Path | None = None) -> Places:
        """The places that hold now.

        The root of projects is the first of: ``projects_root`` (said on the command line),
        ``RECOIL_PROJECTS_ROOT``, the window's setting, ``~/RecoilProjects``.
        ``RECOIL_STATE_DIR`` takes state, settings and caches together in one folder.
        """
        said = os.environ.get(PROJECTS_ROOT)
        root = projects_root or (Path(said) if said else None) or _configured_root()
        root = (root or Path("~/RecoilProjects")).expanduser().absolute()
        own = os.environ.get(STATE_DIR)
        if own:
            folder = Path(own).expanduser().absolute()
            return cls(root, folder, folder / "cache", folder / "log")
        return cls(root, *_platform_folders())

    @property
    def state_file(self) -> Path:
        """``state.json``, shared with other programs."""
        return self.state_dir / "state.json"


def _configured_root() -> Path | None:
    """The folder chosen in the window's settings, an INI file as Qt writes it."""
    path = _settings_folder() / "settings.ini"
    if not path.is_file():
        return None
    import configparser  # late: the window's start waits for this module

    settings = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        settings.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError, OSError):
        return None  # the window says so when it reads it
    chosen = settings.get("folders", "projects_root", fallback="").strip('"')
    return Path(chosen.replace("\\\\", "\\")) if chosen else None


def _settings_folder() -> Path:
    own = os.environ.get(STATE_DIR)
    if own:
        return Path(own).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "~")).expanduser() / "Recoil"
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "Recoil"


def _platform_folders() -> tuple[Path, Path, Path]:
    from platformdirs import PlatformDirs  # late: not needed when the environment says it all

    folders = PlatformDirs("recoil", appauthor=False)
    return folders.user_state_path, folders.user_cache_path, folders.user_log_path
