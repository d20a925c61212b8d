"""A backup is tried by restoring it: into another database and another folder, by the commands themselves."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings as given
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from declarations import copies, reminders, sending, signing
from declarations.models import Message, SignedCopy
from organisations import anchors, files, ledger
from organisations.backups import postgres
from tests import factories as make
from tests.places import maintain, storages

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def private_files(tmp_path_factory):
    """Where the school keeps its files; its tests only look at them."""
    folder = tmp_path_factory.mktemp("data")
    with override_settings(STORAGES=storages(folder / "files")):
        yield folder


@pytest.fixture(scope="module")
def school(own_database_of_the_module, private_files):
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
    maintain(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    yield name
    connection.close()
    maintain(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def made(school, private_files, tmp_path_factory):
    """The folder of a backup."""
    done = manage("backup", tmp_path_factory.mktemp("backups"), data=private_files)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture
def backup(made, tmp_path):
    """A copy of it, that can be harmed."""
    return Path(shutil.copytree(made, tmp_path / made.name))


def manage(*arguments, data, database=None, stdin=None):
    """A command, as an operator runs it."""
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{database or at['NAME']}"
    environment = {"DATABASE_URL": url, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment["SECRET_KEY"] = given.SECRET_KEY
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=stdin is None,
        input=stdin,
        check=False,
    )


def refusal(*arguments, data, database=None):
    """Why `restore` refuses, or "" where it does not; here, because each program of its own takes a while to start."""
    at = connection.settings_dict
    shared, at["NAME"] = at["NAME"], database or at["NAME"]
    connection.close()
    try:
        with override_settings(STORAGES=storages(data / "files")):
            call_command("restore", *arguments, stdout=StringIO())
    except CommandError as refused:
        return str(refused)
    finally:
        connection.close()
        at["NAME"] = shared
    return ""


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


def test_a_backup_is_for_its_owner_s_eyes(made):
    assert made.stat().st_mode & 0o077 == 0
    assert {path.name for path in made.iterdir()} == {
        "database.dump",
        "files.tar",
        "manifest.json",
        "manifest.signature",
    }
    assert all(path.stat().st_mode & 0o077 == 0 for path in made.iterdir())


@pytest.mark.parametrize("part", ["database.dump", "files.tar"])
@pytest.mark.parametrize("harm", ["cut short", "changed", "gone"])
def test_a_harmed_backup_is_refused_before_anything_is_touched(backup, elsewhere, tmp_path, part, harm):
    path = backup / part
    content = path.read_bytes()
    path.unlink()
    if harm != "gone":
        path.write_bytes(content[:-100] if harm == "cut short" else content[:-1] + bytes([content[-1] ^ 1]))

    why = refusal(backup, data=tmp_path / "new", database=elsewhere)

    assert f"{part} is missing, cut short or changed" in why
    assert not (tmp_path / "new").exists()


def test_whoever_changes_a_part_and_the_list_is_found_out(backup, elsewhere, tmp_path):
    listed = json.loads((backup / "manifest.json").read_text())
    listed["files"] = 0
    (backup / "manifest.json").write_text(json.dumps(listed))

    assert "The list of parts was changed" in refusal(backup, data=tmp_path / "new", database=elsewhere)


def test_without_its_list_it_is_no_backup(backup, tmp_path):
    (backup / "manifest.json").unlink()
    assert "is not a whole backup" in refusal(backup, "--check", data=tmp_path)


def test_with_a_lost_key_the_list_is_trusted_only_when_asked_to(backup, tmp_path, settings):
    settings.SECRET_KEY = "another-secret-key-" * 4
    assert refusal(backup, "--check", data=tmp_path) != ""
    assert refusal(backup, "--check", "--other-key", data=tmp_path) == ""


def test_nothing_is_replaced_unasked(backup, private_files, tmp_path):
    assert "This database is not empty: nothing was changed" in refusal(backup, data=tmp_path / "new")
    assert "Files are kept here already: nothing was changed" in refusal(backup, "--files-only", data=private_files)
    assert files.read(SignedCopy.objects.get().file.name)


def test_what_is_there_is_replaced_when_asked_for(backup, elsewhere, tmp_path):
    assert refusal(backup, data=tmp_path / "new", database=elsewhere) == ""
    stray = tmp_path / "new/files/stray.pdf"
    stray.write_bytes(b"x")

    assert refusal(backup, "--replace", data=tmp_path / "new", database=elsewhere) == ""

    assert not stray.exists()


def test_a_dump_by_the_server_s_own_program_will_do(school, private_files, elsewhere, tmp_path):
    """As with Docker, where pg_dump stands beside the database and not beside the portal."""
    postgres.dump(tmp_path / "own.dump")
    dump = (tmp_path / "own.dump").read_bytes()
    done = manage("backup", tmp_path / "backups", "--dump", "-", data=private_files, stdin=dump)
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.decode().strip())

    assert (folder / "database.dump").read_bytes() == dump
    assert refusal(folder, data=tmp_path / "new", database=elsewhere) == ""


def test_a_broken_dump_makes_no_backup(school, private_files, tmp_path):
    done = manage("backup", tmp_path / "backups", "--dump", "-", data=private_files, stdin=b"")
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

    why = refusal(backup, "--other-key", data=tmp_path / "new", database=elsewhere)

    assert "does not belong into a backup" in why
