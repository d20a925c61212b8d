"""The servers out of their wheels, and the folder of a run."""

import contextlib
import socket

import psycopg2
import pytest
import redis

from scripts import folder, portal, ports, postgres, throwaway, valkey
from scripts.complaints import Complaint


@pytest.fixture
def data():
    with throwaway.folder() as path:
        yield path


@contextlib.contextmanager
def running(server):
    children = []
    try:
        server.start(children.append)
        yield server
    finally:
        for child in children:
            child.stop()


def new_postgres(data):
    return postgres.Postgres(data / "postgres", "secret", log=data / "log", tuning=postgres.FOR_TESTS)


def ask(server, question):
    with contextlib.closing(psycopg2.connect(server.url())) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        connection.commit()
        return cursor.fetchone() if cursor.description else None


def test_postgres_keeps_its_data_and_starts_over_a_stale_lock(data):
    with running(new_postgres(data)) as server:
        ask(server, "create table kept as select 42 as answer")
    (server.cluster / "postmaster.pid").write_text("1\n/elsewhere\n0\n5432\n\n\n\n")

    with running(new_postgres(data)) as server:
        assert ask(server, "select answer from kept") == (42,)


def test_postgres_left_by_a_killed_run_is_stopped_first(data):
    with running(new_postgres(data)), running(new_postgres(data)) as second:
        assert ask(second, "select 1") == (1,)


def test_postgres_of_another_version_is_left_as_it_is(data):
    server = new_postgres(data)
    server.cluster.mkdir()
    (server.cluster / "PG_VERSION").write_text("16\n")

    with pytest.raises(Complaint, match="made by PostgreSQL 16, but version 18 is installed"):
        server.start(print)


def test_valkey_answers_those_who_know_its_password(data):
    with running(valkey.Valkey(data / "valkey", "secret", log=data / "log")) as server:
        assert redis.from_url(server.url()).ping()
        with pytest.raises(redis.AuthenticationError):
            redis.from_url(f"redis://127.0.0.1:{server.port}").ping()


def test_a_folder_has_one_run_at_a_time(tmp_path):
    first = folder.Folder(tmp_path)
    first.take()

    with pytest.raises(Complaint, match="already runs on"):
        folder.Folder(tmp_path).take()
    first.give_back()
    second = folder.Folder(tmp_path)
    second.take()
    second.give_back()


def test_a_port_in_use_is_named_with_the_way_out(tmp_path):
    port = ports.free_port()
    other = socket.create_server(("127.0.0.1", port))

    with (
        other,
        pytest.raises(Complaint, match=f"make run PORT={port + 1}"),
        portal.Portal(tmp_path, port=port),
    ):
        pytest.fail("started beside the other")


def test_the_secrets_of_a_run_are_made_once_and_for_one_pair_of_eyes(tmp_path):
    first, second = portal.Portal(tmp_path).keys(), portal.Portal(tmp_path).keys()

    assert first == second and len(first["secret_key"]) >= 50
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
