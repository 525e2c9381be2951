"""Keys: where they are found, who may read them, and that they are told to nobody."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest

from engine.domain.project_settings import ProjectSettings
from engine.errors import Refused
from engine.providers.base import MissingKey, ProviderSettings
from engine.providers.keys import Key, find_key
from engine.redaction import HIDDEN, KeyFilter, redacted
from engine.store.project import Project

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "abc123:def456"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.null import Keyring

    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())


def key_file(folder: Path, mode: int = 0o600, **keys: object) -> Path:
    path = folder / "keys.json"
    path.write_text(json.dumps(keys))
    path.chmod(mode)
    return path


def test_that_the_environment_comes_first(tmp_path: Path) -> None:
    settings = ProviderSettings({"FAL_KEY": f" {SECRET}\n"}, key_file(tmp_path, fal="other-key"))

    key = find_key("fal", "FAL_KEY", settings)

    assert (key.secret, key.source) == (SECRET, "FAL_KEY")


def test_that_the_keyring_comes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring

    monkeypatch.setattr(keyring, "get_password", lambda service, name: f"{service}-{name}-key")

    key = find_key("fal", "FAL_KEY", ProviderSettings({}, key_file(tmp_path, fal="other-key")))

    assert (key.secret, key.source) == ("recoil-fal-key", "keyring")


def test_that_a_broken_keyring_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring
    from keyring.errors import KeyringLocked

    def locked(_service: str, _name: str) -> str:
        raise KeyringLocked("locked")

    monkeypatch.setattr(keyring, "get_password", locked)

    assert (
        find_key("fal", "X", ProviderSettings({}, key_file(tmp_path, fal=SECRET))).secret == SECRET
    )


def test_that_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    settings = ProviderSettings({}, key_file(tmp_path, 0o640, fal=SECRET))

    with pytest.raises(Refused, match="can be read by others: chmod 600"):
        find_key("fal", "FAL_KEY", settings)


def test_that_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = key_file(tmp_path)
    path.write_text("not json")

    with pytest.raises(Refused, match="cannot be read as keys"):
        find_key("fal", "FAL_KEY", ProviderSettings({}, path))


@pytest.mark.parametrize("keys", [{}, {"fal": ""}, {"fal": 7}, {"gemini": SECRET}])
def test_that_no_key_is_said_with_its_remedy(tmp_path: Path, keys: dict[str, object]) -> None:
    with pytest.raises(MissingKey, match="set FAL_KEY") as caught:
        find_key("fal", "FAL_KEY", ProviderSettings({}, key_file(tmp_path, **keys)))

    assert caught.value.code == "missing_key"


@pytest.mark.parametrize("secret", ["two words", "line\nbreak", "schlüssel"])
def test_that_a_key_with_strange_letters_is_none(secret: str) -> None:
    with pytest.raises(Refused, match="strange letters") as caught:
        find_key("fal", "FAL_KEY", ProviderSettings({"FAL_KEY": secret}))

    assert secret not in str(caught.value)


def test_that_a_key_does_not_print_itself() -> None:
    key = Key(SECRET, "FAL_KEY")

    assert SECRET not in f"{key} {key!r}"
    assert key.hidden_in(f"wrong key {SECRET}!") == f"wrong key {HIDDEN}!"


@pytest.mark.parametrize(
    "text",
    [
        f"authorization: Key {SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"{{'x-goog-api-key': '{SECRET}'}}",
        f"https://example.org/v1?key={SECRET}&alt=json",
        f"the value {SECRET} is wrong",
    ],
)
def test_that_keys_are_taken_out_of_what_is_logged(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAL_KEY", SECRET)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(KeyFilter())
    log = logging.getLogger("test of keys")
    log.addHandler(handler)
    log.propagate = False

    try:
        raise ValueError(text)
    except ValueError:
        log.exception("failed: %s", text)
    log.removeHandler(handler)

    assert HIDDEN in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_that_other_words_stay() -> None:
    text = "Key lighting from 3 sides, the Key of C, a key frame at 3 s, monkey=banana"

    assert redacted(text) == text


def test_that_the_log_of_operations_has_no_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAL_KEY", SECRET)
    project = Project.create(tmp_path / "p", ProjectSettings())

    project.ops.failed("op_1", "generate", f"the server said: bad key {SECRET}")

    assert project.ops.ops()[-1].line["outputs"] == {"error": "the server said: bad key [key]"}
