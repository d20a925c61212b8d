"""What a run is measured on: PostgreSQL and a broker as in production, gunicorn, workers, somebody who takes mail."""

import contextlib
import json
import os
import pathlib
import secrets
import subprocess
import sys
import time
import urllib.request

import psutil
import redis

from scripts import ports, postgres, processes, throwaway, valkey
from scripts.complaints import Complaint

PROJECT = pathlib.Path(__file__).resolve().parent.parent
# As docker-compose.yml starts it; nothing that would lose an answer (fsync and the rest stay as they are).
TUNING = {
    "shared_buffers": "512MB",
    "temp_buffers": "64MB",  # what a file of the roll brings is gathered in temporary tables
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "max_connections": "200",
}
MAIL = ["aiosmtpd", "--nosetuid", "--class=aiosmtpd.handlers.Sink"]
GUNICORN = ["gunicorn", "--workers=2", "--threads=4", "--no-control-socket", "--worker-tmp-dir=/dev/shm"]


class Stage:
    """Everything that runs while we measure; gone at the end."""

    def __init__(self, folder):
        self.folder, self.started, self.environment = folder, [], {}
        self.mail_port = ports.free_port()

    def __enter__(self):
        password = secrets.token_hex(16)
        database = postgres.Postgres(
            self.folder / "postgres", password, log=self.folder / "database.log", tuning=TUNING
        )
        queue = valkey.Valkey(self.folder / "valkey", password, log=self.folder / "queue.log")
        database.start(self.started.append)
        queue.start(self.started.append)
        self.environment = self._settings(database.url(), queue.url())
        os.environ.update(self.environment)
        return self

    def __exit__(self, *_):
        with processes.undisturbed():
            for child in reversed(self.started):
                child.stop()

    def _settings(self, database_url, redis_url):
        return {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": "false",
            "DEMO": "true",
            "SITE_URL": "http://localhost:8000",
            "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
            "DATA_DIR": str(self.folder / "files"),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "DEFAULT_FROM_EMAIL": "Conduct Portal <portal@portal.example>",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "conduct_portal.settings",
        }

    def manage(self, *arguments):
        """What a management command says."""
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout

    @contextlib.contextmanager
    def web(self, application="conduct_portal.wsgi", ready="/healthz"):
        """gunicorn with two workers serving this application: its address and port, its process."""
        port = ports.free_port()
        with self.child(application, *GUNICORN, f"--bind=127.0.0.1:{port}", application) as child:
            processes.wait_until(lambda: _is_well(port, ready), within=60, child=child)
            yield port, child

    @contextlib.contextmanager
    def workers(self, number):
        """A Celery worker with so many processes, and nothing left for it to do by the row before."""
        redis.from_url(self.environment["REDIS_URL"]).flushdb()
        options = [f"--concurrency={number}", "--loglevel=WARNING", "--max-tasks-per-child=1000000"]
        command = ["celery", "-A", "conduct_portal", "worker", "--queues=celery,paper", *options]
        with self.child(f"worker-{number}", *command) as child:
            processes.wait_until(lambda: len(psutil.Process(child.pid).children()) >= number, within=60, child=child)
            yield child

    @contextlib.contextmanager
    def mail_server(self):
        """Takes every e-mail and forgets it."""
        with self.child("mail", *MAIL, f"--listen=127.0.0.1:{self.mail_port}") as child:
            processes.wait_until(lambda: ports.answers(self.mail_port), within=20, child=child)
            yield child

    @contextlib.contextmanager
    def child(self, name, *command):
        """One process of ours, stopped at the end of the block."""
        log = self.folder / f"{name}.log"
        child = processes.Child(name, [sys.executable, "-m", *command], log=log, cwd=PROJECT, env=dict(os.environ))
        self.started.append(child)
        try:
            yield child
        finally:
            child.stop()
            self.started.remove(child)


def in_another_process(module, told):
    """Run a module of the bench by itself: what it prints as JSON about what it was told as JSON."""
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, input=json.dumps(told), cwd=PROJECT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Complaint(f"{module} failed:\n\n{done.stderr.strip()}")
    return json.loads(done.stdout)


def timed(act):
    """(seconds, result) of one call."""
    began = time.perf_counter()
    result = act()
    return time.perf_counter() - began, result


def resident(pid):
    """MB that a process keeps in memory."""
    return psutil.Process(pid).memory_info().rss / 1e6


def opened():
    """A folder for one run."""
    return throwaway.folder()


def _is_well(port, path):
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return answer.status == 200
    return False
