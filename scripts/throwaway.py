"""Servers for one use: fast, forgetful, gone at the end. `make servers` lends a pair to whoever asks."""

import contextlib
import pathlib
import secrets
import shutil
import signal
import tempfile
import threading

from scripts import complaints, postgres, valkey


@contextlib.contextmanager
def folder():
    """A folder for one use; where root's PostgreSQL had to keep its files elsewhere, those go with it."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="conduct-portal-"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        shutil.rmtree((path / "postgres").resolve(), ignore_errors=True)
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def servers():
    """Both servers and a folder for files, as the environment variables that lead to them."""
    password, started = secrets.token_hex(16), []
    with folder() as path:
        database = postgres.Postgres(path / "postgres", password, log=path / "database.log", tuning=postgres.FOR_TESTS)
        queue = valkey.Valkey(path / "valkey", password, log=path / "queue.log")
        try:
            database.start(started.append)
            queue.start(started.append)
            yield {"DATABASE_URL": database.url(), "REDIS_URL": queue.url(), "DATA_DIR": str(path / "data")}
        finally:
            for child in started:
                child.stop()


def main():
    """Run a pair until Ctrl-C, and print what to paste into another terminal."""
    enough = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: enough.set())
    with complaints.shown(), servers() as environment:
        for name, value in environment.items():
            print(f"export {name}={value}")
        print("# Throw-away servers: Ctrl-C stops them and forgets everything.", flush=True)
        enough.wait()


if __name__ == "__main__":
    main()
