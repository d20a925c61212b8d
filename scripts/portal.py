"""The whole portal as child processes: what `make run` starts, and what the browser tests walk through."""

import contextlib
import json
import os
import pathlib
import secrets
import subprocess
import sys
import urllib.request

from scripts import assets, folder, pango, ports, postgres, processes, valkey
from scripts.complaints import Complaint

PROJECT = pathlib.Path(__file__).resolve().parent.parent
WEB = ["gunicorn", "conduct_portal.wsgi", "--workers=2", "--threads=4", "--no-control-socket"]
WORKER = ["celery", "-A", "conduct_portal", "worker", "--concurrency=2", "--loglevel=INFO"]
SCHEDULE = ["celery", "-A", "conduct_portal", "beat", "--loglevel=INFO"]


class Portal:
    """Servers, web, worker and schedule over one data folder; as a context manager it starts and stops them.

    Afterwards `address` leads to the pages and `log_ins` says who may log in.
    """

    def __init__(self, data, *, port=8000, database_url="", redis_url="", tuning=None, say=print):
        self.folder = folder.Folder(data, say=say)
        self.port, self.tuning, self.say = port, tuning, say
        self.given = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        self.address = f"http://localhost:{port}"
        self.environment, self.servers, self.processes = {}, [], []
        self.log_ins = ""

    def __enter__(self):
        try:
            self.start()
        except BaseException:  # Ctrl-C, too, must leave no process behind
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Everything, in order, until the web answers."""
        pango.check()
        self.folder.take()
        self.check_port()
        self.environment = os.environ | self.settings()
        self.start_servers()
        self.make_ready()
        self.start_portal()

    def check_port(self):
        """Two programs cannot share a port."""
        if ports.is_taken(self.port):
            raise Complaint(
                f"Port {self.port} is in use by another program: stop that one, or choose another port: "
                f"make run PORT={self.port + 1}"
            )

    def settings(self):
        """What the portal reads from its environment: a demo, from which no e-mail leaves this machine."""
        return {
            "SECRET_KEY": self.keys()["secret_key"],
            "DEBUG": "false",
            "DEMO": "true",
            "SITE_URL": self.address,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "DATA_DIR": str(self.folder.path / "files"),
            "DEFAULT_FROM_EMAIL": "Conduct Portal <portal@portal.example>",
            "EMAIL_URL": "dummymail://",
            "DJANGO_SETTINGS_MODULE": "conduct_portal.settings",
            **pango.environment(),
        }

    def keys(self):
        """The secrets of this data folder, made once and kept for its owner's eyes."""
        path = self.folder.path / "keys.json"
        if not path.exists():
            keys = {"secret_key": secrets.token_urlsafe(50), "password": secrets.token_hex(16)}
            fresh = path.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(json.dumps(keys))
            fresh.replace(path)
        return json.loads(path.read_text())

    def start_servers(self):
        """Servers of our own for those that were not given."""
        self.environment |= self.given
        password, path, log = self.keys()["password"], self.folder.path, self.folder.log
        if not self.given["DATABASE_URL"]:
            database = postgres.Postgres(path / "postgres", password, log=log("database"), tuning=self.tuning)
            database.start(self.remember_server)
            self.environment["DATABASE_URL"] = database.url()
        if not self.given["REDIS_URL"]:
            queue = valkey.Valkey(path / "valkey", password, log=log("queue"))
            queue.start(self.remember_server)
            self.environment["REDIS_URL"] = queue.url()

    def make_ready(self):
        """Tables, assets and the demo, each only as far as it is not there yet."""
        self.say("Preparing the database …")
        self.manage("migrate", "--verbosity=0")
        assets.collect(self.manage)
        self.say("Loading the demo; the first time that takes half a minute …")
        self.log_ins = self.manage("load_demo")

    def manage(self, *arguments):
        """What a management command says, run in the portal's environment."""
        command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            log = self.folder.log("command")
            log.write_text(done.stderr)
            end = "\n".join(done.stderr.strip().splitlines()[-3:])
            raise Complaint(f"`manage.py {' '.join(arguments)}` failed (all of it in {log}):\n\n{end}")
        return done.stdout

    def start_portal(self):
        """Web, worker and schedule; the web answers before anybody is told the address."""
        heartbeat = ["--worker-tmp-dir=/dev/shm"] if os.access("/dev/shm", os.W_OK) else []
        web = self.launch("web", *WEB, f"--bind=127.0.0.1:{self.port}", *heartbeat)
        self.launch("worker", *WORKER)
        self.launch("schedule", *SCHEDULE, f"--schedule={self.folder.path / 'schedule'}")
        processes.wait_until(self.is_well, within=60, child=web)

    def launch(self, name, *command):
        """Start one of the portal's own processes."""
        command = [sys.executable, "-m", *command]
        child = processes.Child(name, command, log=self.folder.log(name), env=self.environment, cwd=PROJECT)
        self.processes.append(child)
        self.remember()
        return child

    def remember_server(self, server):
        """Write a server down as soon as it is there."""
        self.servers.append(server)
        self.remember()

    def remember(self):
        """Write down what runs, at once: we may be killed at any moment."""
        self.folder.roster.write(child.pid for child in [*self.servers, *self.processes])

    def is_well(self):
        """Whether the web reaches its database and its queue."""
        question = f"http://127.0.0.1:{self.port}/healthz"
        with contextlib.suppress(OSError), urllib.request.urlopen(question, timeout=5) as answer:
            return answer.status == 200
        return False

    def dead_child(self):
        """One that has stopped though nobody asked it to, or None."""
        return next((child for child in [*self.servers, *self.processes] if not child.runs()), None)

    def stop(self):
        """Stop what was started, the servers last, and give the folder back."""
        with processes.undisturbed():
            self.folder.mark_stopping()
            for child in self.processes:
                child.ask()
            for child in [*self.processes, *reversed(self.servers)]:
                child.stop()
            self.folder.give_back()
