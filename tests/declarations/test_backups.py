"""A backup is tried by restoring it: into another database and another folder, by the commands themselves."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from contextlib import contextmanager
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.conf import settings as given
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import override_settings

from declarations.models import Declaration, SignedCopy
from organisations import files
from organisations.backups import postgres
from organisations.models import Organisation
from tests import factories as make
from tests.declarations.test_verifying import signed_at_larkrise
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
    school = signed_at_larkrise().request.version.policy.owner
    connection.close()
    return school


def _empty_database(suffix):
    """On the same server."""
    name = f"{connection.settings_dict['NAME']}_{suffix}"
    maintain(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    yield name
    connection.close()
    maintain(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def elsewhere(school):
    """An empty database, to be filled."""
    yield from _empty_database("elsewhere")


@pytest.fixture(scope="module")
def empty(school):
    """An empty database, and it has to stay so."""
    yield from _empty_database("empty")


@pytest.fixture(scope="module")
def made(school, private_files, tmp_path_factory):
    """The folder of a backup."""
    done = manage("backup", tmp_path_factory.mktemp("backups"), data=private_files)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def restored(made, tmp_path_factory):
    """(what the command said, the database, the folder) of a portal into which it was brought back."""
    folder = tmp_path_factory.mktemp("restored")
    for database in _empty_database("restored"):
        yield manage("restore", made, data=folder, database=database), database, folder


@pytest.fixture
def backup(made, tmp_path):
    """A copy of it, that can be harmed."""
    return Path(shutil.copytree(made, tmp_path / made.name))


def manage(*arguments, data, database=None):
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
        text=True,
        check=False,
    )


@contextmanager
def at(data, database=None):
    """All that is done is done to these files and this database."""
    given = connection.settings_dict
    shared, given["NAME"] = given["NAME"], database or given["NAME"]
    connection.close()
    try:
        with override_settings(STORAGES=storages(data / "files")):
            yield
    finally:
        connection.close()
        given["NAME"] = shared


def refusal(*arguments, data, database=None):
    """Why `restore` refuses, or "" where it does not; here, because each program of its own takes a while to start."""
    try:
        with at(data, database):
            call_command("restore", *arguments, stdout=StringIO())
    except CommandError as refused:
        return str(refused)
    return ""


def backed_up(place, data, monkeypatch, *, dump):
    """The folder of a backup that is given the database's dump by way of stdin."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(dump)))
    said = StringIO()
    with at(data):
        call_command("backup", place, "--dump", "-", stdout=said)
    return Path(said.getvalue().strip())


def test_all_of_it_comes_back_and_is_proved(restored):
    done, _database, folder = restored

    assert done.returncode == 0, done.stderr
    assert "All of it is as it was written." in done.stdout
    assert "1 answers" in done.stdout and "1 signed copies" in done.stdout and "1 anchors" in done.stdout
    copy = SignedCopy.objects.get()
    assert (folder / "files" / copy.file.name).read_bytes() == files.read(copy.file.name)
    assert (folder / "files" / copy.file.name).stat().st_mode & 0o077 == 0


def test_a_restored_database_refuses_to_change_what_was_said(restored):
    _done, database, folder = restored
    with at(folder, database), pytest.raises(DatabaseError, match="append-only"):
        Declaration.objects.update(typed_name="x")


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
def test_a_harmed_backup_is_refused_before_anything_is_touched(backup, empty, tmp_path, part, harm):
    path = backup / part
    content = path.read_bytes()
    path.unlink()
    if harm != "gone":
        path.write_bytes(content[:-100] if harm == "cut short" else content[:-1] + bytes([content[-1] ^ 1]))

    why = refusal(backup, data=tmp_path / "new", database=empty)

    assert f"{part} is missing, cut short or changed" in why
    assert not (tmp_path / "new").exists()
    with at(tmp_path / "new", empty):
        assert postgres.is_empty()


def test_whoever_changes_a_part_and_the_list_is_found_out(backup, empty, tmp_path):
    listed = json.loads((backup / "manifest.json").read_text())
    listed["files"] = 0
    (backup / "manifest.json").write_text(json.dumps(listed))

    assert "The list of parts was changed" in refusal(backup, data=tmp_path / "new", database=empty)


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


def test_what_is_there_is_replaced_when_asked_for(backup, restored):
    _done, database, folder = restored
    stray = folder / "files/stray.pdf"
    stray.write_bytes(b"x")
    with at(folder, database):
        make.SchoolFactory(slug="stray")

    assert refusal(backup, "--replace", data=folder, database=database) == ""

    assert not stray.exists()
    with at(folder, database):
        assert Organisation.objects.get().slug == "larkrise"


def test_a_dump_by_the_server_s_own_program_will_do(made, private_files, elsewhere, tmp_path, monkeypatch):
    """As with Docker, where pg_dump stands beside the database and not beside the portal."""
    dump = (made / "database.dump").read_bytes()
    folder = backed_up(tmp_path / "backups", private_files, monkeypatch, dump=dump)

    assert (folder / "database.dump").read_bytes() == dump
    assert refusal(folder, data=tmp_path / "new", database=elsewhere) == ""


def test_a_broken_dump_makes_no_backup(school, private_files, tmp_path, monkeypatch):
    with pytest.raises(CommandError, match="dump was empty"):
        backed_up(tmp_path / "backups", private_files, monkeypatch, dump=b"")
    assert not list((tmp_path / "backups").glob("*Z"))


def test_an_archive_that_reaches_out_of_its_place_is_refused(backup, tmp_path):
    with tarfile.open(backup / "files.tar", "w") as archive:
        entry = tarfile.TarInfo("../../outside")
        entry.size = 1
        archive.addfile(entry, BytesIO(b"x"))
    listed = json.loads((backup / "manifest.json").read_text())
    listed["parts"].pop("files.tar")
    (backup / "manifest.json").write_text(json.dumps(listed))

    why = refusal(backup, "--other-key", "--files-only", data=tmp_path / "new")

    assert "does not belong into a backup" in why
    assert not (tmp_path / "outside").exists()
