"""The scripts for Docker, with a docker that only notes what it is asked for."""

import os
import pathlib
import subprocess

import pytest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
DOCKER = """#!/bin/sh
echo "$@" >> "$NOTES"
case "$*" in
    *"$FAILS"*) exit 1 ;;
    *pg_dump*) printf 'the dump' ;;
    *"backup /backups"* | *pg_restore*) echo "was given: $(cat)" >> "$NOTES" ;;
esac
"""


@pytest.fixture
def run(tmp_path):
    """Runs a script on a folder; returns how it ended and what docker was asked for."""
    docker, notes, backup = tmp_path / "docker", tmp_path / "notes", tmp_path / "backups"
    docker.write_text(DOCKER)
    docker.chmod(0o755)
    notes.touch()
    backup.mkdir()
    (backup / "database.dump").write_text("the dump")

    def go(script, fails="nothing at all"):
        environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "NOTES": str(notes), "FAILS": fails}
        command = ["sh", PROJECT / "scripts" / script, backup]
        done = subprocess.run(command, env=environment, check=False, cwd=tmp_path, capture_output=True)
        return done.returncode, notes.read_text().splitlines()

    return go


def test_the_database_s_own_dump_goes_into_the_backup(run):
    ended, notes = run("backup.sh")
    assert ended == 0
    assert "exec -T database pg_dump" in notes[0] and "worker python manage.py backup /backups --dump -" in notes[1]
    assert notes[2] == "was given: the dump"


def test_a_dump_that_fails_makes_no_backup(run):
    ended, notes = run("backup.sh", fails="pg_dump")
    assert ended == 1 and len(notes) == 1


def test_a_backup_is_checked_before_anything_is_filled_and_looked_at_afterwards(run):
    ended, notes = run("restore.sh")
    assert ended == 0
    steps = [
        "stop web worker beat",
        "database queue",
        "--check",
        "pg_restore",
        "the dump",
        "migrate",
        "--files-only",
        "up",
    ]
    assert all(step in note for step, note in zip(steps, notes, strict=True)), notes


@pytest.mark.parametrize(
    ("fails", "last"), [("--check", "--check"), ("pg_restore", "pg_restore"), ("migrate", "migrate")]
)
def test_the_first_step_that_fails_is_the_last(run, fails, last):
    ended, notes = run("restore.sh", fails=fails)
    assert ended == 1 and last in notes[-1]
