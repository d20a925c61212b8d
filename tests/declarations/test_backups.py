"""A backup is tried by restoring it: into another database and another folder, by the commands themselves."""

import json
import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as given
from django.db import connection

from declarations import copies, reminders, sending, signing
from declarations.models import Message, SignedCopy
from organisations import anchors, files, ledger
from organisations.backups import postgres
from tests import factories as make
from tests.conftest import _maintain

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def school(own_database, django_db_blocker):
    """Somebody was asked, signed, and has a sealed copy; the day is anchored."""
    school = make.SchoolFactory(slug="larkrise")
    make.parent_at(school)
    request = make.published(school).requests.get()
    reminders.queue_all()
    sending.send(Message.objects.get().pk)
    declaration = signing.answer(
        request, outcome="signed", content_hash=request.version.content_hash, typed_name="Zoë Łukaszewicz"
    )
    sending.send(declaration.receipt.pk)
    copies.store(declaration)
    ledger.chain_all()
    anchors.drop_daily()
    connection.close()
    return school


@pytest.fixture
def elsewhere(school):
    """An empty database on the same server."""
    name = f"{connection.settings_dict['NAME']}_elsewhere"
    _maintain(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    yield name
    connection.close()
    _maintain(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def backup(school, tmp_path):
    """The folder of a backup just made."""
    done = manage("backup", tmp_path / "backups", data=tmp_path)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def manage(*arguments, data, database=None, key=None, stdin=None):
    """A command, as an operator runs it."""
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{database or at['NAME']}"
    environment = {"DATABASE_URL": url, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", *map(str, arguments)]
    environment["SECRET_KEY"] = key or given.SECRET_KEY
    return subprocess.run(
        command,
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=stdin is None,
        input=stdin,
        check=False,
    )


def test_all_of_it_comes_back_and_is_proved(backup, elsewhere, tmp_path):
    done = manage("restore", backup, data=tmp_path / "new", database=elsewhere)

    assert done.returncode == 0, done.stderr
    assert "All of it is as it was written." in done.stdout
    assert "1 answers" in done.stdout and "1 signed copies" in done.stdout and "1 anchors" in done.stdout
    copy = SignedCopy.objects.get()
    assert (tmp_path / "new/files" / copy.file.name).read_bytes() == files.read(copy.file.name)
    assert (tmp_path / "new/files" / copy.file.name).stat().st_mode & 0o077 == 0


def test_a_restored_database_refuses_to_change_what_was_said(backup, elsewhere, tmp_path):
    manage("restore", backup, data=tmp_path / "new", database=elsewhere)
    change = "from declarations.models import Declaration; Declaration.objects.update(typed_name='x')"
    done = manage("shell", "-c", change, data=tmp_path / "new", database=elsewhere)
    assert "append-only" in done.stderr


def test_a_backup_is_for_its_owner_s_eyes(backup):
    assert backup.stat().st_mode & 0o077 == 0
    assert {path.name for path in backup.iterdir()} == {
        "database.dump",
        "files.tar",
        "manifest.json",
        "manifest.signature",
    }
    assert all(path.stat().st_mode & 0o077 == 0 for path in backup.iterdir())


@pytest.mark.parametrize("part", ["database.dump", "files.tar"])
@pytest.mark.parametrize("harm", ["cut short", "changed", "gone"])
def test_a_harmed_backup_is_refused_before_anything_is_touched(backup, elsewhere, tmp_path, part, harm):
    path = backup / part
    content = path.read_bytes()
    path.unlink()
    if harm != "gone":
        path.write_bytes(content[:-100] if harm == "cut short" else content[:-1] + bytes([content[-1] ^ 1]))

    done = manage("restore", backup, data=tmp_path / "new", database=elsewhere)

    assert done.returncode == 1 and f"{part} is missing, cut short or changed" in done.stderr
    assert not (tmp_path / "new").exists()


def test_whoever_changes_a_part_and_the_list_is_found_out(backup, elsewhere, tmp_path):
    listed = json.loads((backup / "manifest.json").read_text())
    listed["files"] = 0
    (backup / "manifest.json").write_text(json.dumps(listed))

    done = manage("restore", backup, data=tmp_path / "new", database=elsewhere)

    assert done.returncode == 1 and "The list of parts was changed" in done.stderr


def test_without_its_list_it_is_no_backup(backup, tmp_path):
    (backup / "manifest.json").unlink()
    assert "is not a whole backup" in manage("restore", backup, "--check", data=tmp_path).stderr


def test_with_a_lost_key_the_list_is_trusted_only_when_asked_to(backup, tmp_path):
    key = "another-secret-key-" * 4
    assert manage("restore", backup, "--check", data=tmp_path, key=key).returncode == 1
    assert manage("restore", backup, "--check", "--other-key", data=tmp_path, key=key).returncode == 0


def test_nothing_is_replaced_unasked(backup, tmp_path):
    done = manage("restore", backup, data=tmp_path / "new")
    assert done.returncode == 1 and "This database is not empty: nothing was changed" in done.stderr
    done = manage("restore", backup, "--files-only", data=tmp_path)
    assert done.returncode == 1 and "Files are kept here already: nothing was changed" in done.stderr
    assert files.read(SignedCopy.objects.get().file.name)


def test_what_is_there_is_replaced_when_asked_for(backup, elsewhere, tmp_path):
    assert manage("restore", backup, data=tmp_path / "new", database=elsewhere).returncode == 0
    stray = tmp_path / "new/files/stray.pdf"
    stray.write_bytes(b"x")

    done = manage("restore", backup, "--replace", data=tmp_path / "new", database=elsewhere)

    assert done.returncode == 0, done.stderr
    assert not stray.exists()


def test_a_dump_by_the_server_s_own_program_will_do(school, elsewhere, tmp_path):
    """As with Docker, where pg_dump stands beside the database and not beside the portal."""
    postgres.dump(tmp_path / "own.dump")
    dump = (tmp_path / "own.dump").read_bytes()
    done = manage("backup", tmp_path / "backups", "--dump", "-", data=tmp_path, stdin=dump)
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.decode().strip())

    assert (folder / "database.dump").read_bytes() == dump
    assert manage("restore", folder, data=tmp_path / "new", database=elsewhere).returncode == 0


def test_a_broken_dump_makes_no_backup(school, tmp_path):
    done = manage("backup", tmp_path / "backups", "--dump", "-", data=tmp_path, stdin=b"")
    assert done.returncode == 1
    assert not list((tmp_path / "backups").glob("*Z"))


def test_an_archive_that_reaches_out_of_its_place_is_refused(backup, elsewhere, tmp_path):
    with tarfile.open(backup / "files.tar", "w") as archive:
        entry = tarfile.TarInfo("../../outside")
        entry.size = 1
        archive.addfile(entry, BytesIO(b"x"))
    listed = json.loads((backup / "manifest.json").read_text())
    listed["parts"].pop("files.tar")
    (backup / "manifest.json").write_text(json.dumps(listed))

    done = manage("restore", backup, "--other-key", data=tmp_path / "new", database=elsewhere)

    assert done.returncode == 1 and "does not belong into a backup" in done.stderr
