"""The command line as an operator meets it: in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kaigong.config.command_line import COMMANDS, app
from tests.faults.databases import SQLiteFile

PASSWORD = "Spring-2021-start"


def kaigong(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kaigong.config.command_line", *words],
        env=surroundings(folder) | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def surroundings(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAIGONG_")}
    return kept | {"KAIGONG_DATA": str(folder), "LC_ALL": "C.UTF-8"}


@pytest.fixture(scope="module")
def made(migrated_file: SQLiteFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with one zone and its administrator."""
    folder = tmp_path_factory.mktemp("installation")
    migrated_file.copied(folder)
    admin = kaigong(
        "createadmin", "wang", "--zone", "jy", folder=folder, KAIGONG_ADMIN_PASSWORD=PASSWORD
    )
    assert admin.returncode == 0, admin.stderr
    return folder


def test_every_command_explains_itself() -> None:
    """In one process: a start costs some 2 s, and each word is loaded as from the terminal."""
    faults, terminal = [], CliRunner()
    for word in COMMANDS:
        told = terminal.invoke(app, [word, "--help"])
        if told.exit_code != 0 or len(told.output) <= 100:
            faults.append(f"{word}: {told.exit_code} {told.output!r}")
    assert faults == []


def test_the_list_names_every_command_in_both_languages(tmp_path: Path) -> None:
    english = kaigong("--help", folder=tmp_path).stdout
    chinese = kaigong("--help", folder=tmp_path, LC_ALL="zh_CN.UTF-8").stdout
    for word, command in COMMANDS.items():
        assert word in english
        assert word in chinese
        assert command.zh[:6] in chinese
        assert command.en[:12] in english


def test_a_second_migration_finds_nothing_to_do(made: Path) -> None:
    told = kaigong("migrate", folder=made)
    assert (told.returncode, told.stdout.strip()) == (0, "The database is up to date.")


def test_a_taken_name_is_refused_in_one_sentence(made: Path) -> None:
    told = kaigong(
        "createadmin", "wang", "--zone", "jy", folder=made, KAIGONG_ADMIN_PASSWORD=PASSWORD
    )
    assert told.returncode == 1
    assert "wang" in told.stderr
    assert "Traceback" not in told.stderr


def test_an_account_gets_a_second_zone_and_a_refusal_leaves_no_zone(made: Path) -> None:
    told = kaigong("createadmin", "nobody", "--zone", "second", "--existing", folder=made)
    assert (told.returncode, "nobody" in told.stderr) == (1, True)
    words = ["createadmin", "WANG", "--zone", "second", "--zone-name", "二区", "--existing"]
    told = kaigong(*words, folder=made)
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() == "wang is an administrator of 二区."


def test_a_weak_password_is_refused_with_its_reasons(made: Path) -> None:
    told = kaigong(
        "createadmin", "zhao", "--zone", "jy", folder=made, KAIGONG_ADMIN_PASSWORD="12345"
    )
    assert told.returncode == 1
    assert "10 characters" in told.stderr


def test_a_command_before_the_database_is_made_says_how_to_make_it(tmp_path: Path) -> None:
    told = kaigong("figures", "--zone", "jingyue", folder=tmp_path)
    assert told.returncode == 1
    assert "kaigong migrate" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_sound_chain_is_said_to_be_sound(made: Path) -> None:
    told = kaigong("audit", "verify", folder=made)
    assert told.returncode == 0
    assert told.stdout.startswith("Sound: ")


def test_the_server_answers_and_stops_in_good_order(made: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(
        [sys.executable, "-m", "kaigong.config.command_line", *words], env=surroundings(made)
    )
    try:
        assert _answer(f"http://127.0.0.1:{port}/readyz") == b'{"status": "ok"}'
        taken = kaigong(*words, folder=made)
        assert taken.returncode == 1
        assert f"--port {port + 1}" in taken.stderr
    finally:
        server.send_signal(signal.SIGTERM)
    assert server.wait(30) == 0
    with pytest.raises(OSError, match="refused"):
        _answer(f"http://127.0.0.1:{port}/readyz", patience=0)


def test_a_start_keeps_the_terminal_for_the_address_and_the_rest_in_a_file(made: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["start", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(
        [sys.executable, "-m", "kaigong.config.command_line", *words],
        env=surroundings(made),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    kept = made / "kaigong.log"
    try:
        _answer(f"http://127.0.0.1:{port}/readyz")
        end = time.monotonic() + 30
        while not (kept.exists() and "Starting worker" in kept.read_text()):
            assert time.monotonic() < end
            time.sleep(0.1)
    finally:
        server.send_signal(signal.SIGTERM)
    out, err = server.communicate(timeout=30)
    assert "Starting worker" not in err
    assert f"Log: {kept}" in out
    assert "Starting worker" not in out
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    assert {"event", "level", "timestamp"} <= set(lines[0])


def _answer(url: str, *, patience: float = 30) -> bytes:
    end = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(url) as response:  # noqa: S310  (our own server)
                return bytes(response.read())
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
