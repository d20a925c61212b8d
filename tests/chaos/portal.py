"""The portal with two workers and two schedules, put up to be shaken: whatever is killed is started again, as compose
would."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time

import psutil
import psycopg2
import redis

from scripts import assets, portal, postgres, processes, valkey

CLOCK = ["celery", "-A", "tests.chaos.clock"]
SENT = "select count(*) from declarations_message where sent_at is not null"
WORKERS = ("worker-1", "worker-2")
SCHEDULES = ("schedule-1", "schedule-2")  # somebody started a second one by accident
# A crash must lose nothing that was committed; only the disk itself is taken to be sound.
TUNING = postgres.FOR_TESTS | {"synchronous_commit": "on"}


class ShakenPortal(portal.Portal):
    """Web, broker, two workers and two schedules that sweep every two seconds, over an empty database."""

    def __init__(self, data, *, adults, mail, **options):
        super().__init__(data, tuning=TUNING, say=lambda _words: None, **options)
        self.adults, self.mail = adults, mail
        self.alive, self.kills, self.next_kill = {}, 0, 1

    def settings(self):
        return super().settings() | {"EMAIL_URL": self.mail}

    def start_servers(self):
        password, path, log = self.keys()["password"], self.folder.path, self.folder.log
        self.database = postgres.Postgres(path / "postgres", password, log=log("database"), tuning=self.tuning)
        self.database.start(self.remember_server)
        self.queue = valkey.Valkey(path / "valkey", password, log=log("queue"))
        self.queue.start(self.remember_server)
        self.environment |= {"DATABASE_URL": self.database.url(), "REDIS_URL": self.queue.url()}

    def make_ready(self):
        self.manage("migrate", "--verbosity=0")
        assets.collect(self.manage)
        subprocess.run(
            [sys.executable, "-m", "tests.chaos.school", str(self.adults)],
            env=self.environment,
            cwd=portal.PROJECT,
            check=True,
        )

    def start_portal(self):
        web = self.launch("web", *portal.WEB, f"--bind=127.0.0.1:{self.port}")
        processes.wait_until(self.is_well, within=60, child=web)
        self.revive()

    def revive(self):
        """Start whatever does not run."""
        workers = {name: ["worker", "--concurrency=2", "--loglevel=INFO", f"-n{name}@%h"] for name in WORKERS}
        beats = {name: ["beat", "--loglevel=INFO", f"--schedule={self.folder.path / name}"] for name in SCHEDULES}
        for name, command in (workers | beats).items():
            if name not in self.alive or not self.alive[name].runs():
                self.alive[name] = self.launch(name, *CLOCK, *command)

    def storm(self):
        """One moment of it: kill something whenever some more letters have gone out, so that slow machines get on.

        Never from a thread of its own: the kernel stops the children of a thread that ends.
        """
        self.revive()
        sent = self.ask(SENT)
        if sent and sent[0] >= self.next_kill:
            self.kill_somebody()
            self.next_kill = sent[0] + random.randint(1, self.adults // 8)

    def kill_somebody(self):
        """A whole worker, one of its children at work, or a schedule."""
        name = random.choice([*WORKERS, *WORKERS, *WORKERS, *SCHEDULES])
        self.kills += 1
        with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
            process = psutil.Process(self.alive[name].pid)
            children = process.children()
            if children and random.random() < 0.5:
                random.choice(children).kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)

    def take_workers_down(self):
        """Queue a task that kills whoever runs it."""
        command = [sys.executable, "-m", "celery", "-A", "tests.chaos.clock", "call", "chaos.take_the_worker_down"]
        subprocess.run([*command, '--kwargs={"who": "all"}'], env=self.environment, cwd=portal.PROJECT, check=True)

    def flush_the_queue(self):
        redis.from_url(self.queue.url()).flushall()

    def crash_the_database(self):
        """Stop PostgreSQL as a power cut would, and start it again a moment later."""
        self.database.child.process.send_signal(signal.SIGQUIT)
        self.database.child.process.wait()
        self.servers.remove(self.database.child)
        time.sleep(1)
        self.database.start(self.remember_server)

    def ask(self, question):
        """One row of the database, or None while it is away."""
        with (
            contextlib.suppress(psycopg2.OperationalError),
            contextlib.closing(psycopg2.connect(self.database.url())) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(question)
            connection.commit()
            return cursor.fetchone() if cursor.description else None
        return None
