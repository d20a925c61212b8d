"""The folder in which a run keeps its data: one run at a time; what a killed run left is cleared."""

import contextlib
import fcntl
import pathlib
import time

from scripts import processes
from scripts.complaints import Complaint


class Folder:
    """Data, logs, the lock and the roster of one run."""

    def __init__(self, path, *, say=print):
        self.path, self.say = pathlib.Path(path).absolute(), say
        self.roster = processes.Roster(self.path / "processes.json")
        self.stopping = self.path / "stopping"
        self.lock = None

    def log(self, name):
        """Where a process of that name writes."""
        return self.path / "logs" / f"{name}.log"

    def take(self):
        """Make it ours, stop what an earlier, killed run left behind, and begin new logs."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o711)  # root's PostgreSQL must get through
        for name in ("logs", "files"):
            (self.path / name).mkdir(exist_ok=True, mode=0o700)
        self.lock = self.take_the_lock()
        self.stopping.unlink(missing_ok=True)
        if self.roster.stop_leftovers():
            self.say("An earlier run was killed; stopped what it had left behind.")
        for log in (self.path / "logs").glob("*.log"):
            log.replace(log.with_suffix(".old"))

    def take_the_lock(self):
        """The system itself opens it again when its holder dies."""
        lock = (self.path / "run.lock").open("a")
        began = time.monotonic()
        while time.monotonic() - began < (2 * processes.PATIENCE if self.stopping.exists() else 1):
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            time.sleep(0.05)
        lock.close()
        raise Complaint(
            f"The portal already runs on {self.path}: use that one, stop it with Ctrl-C in its terminal, "
            "or start another beside it: make run DATA=/tmp/another PORT=8001"
        )

    def mark_stopping(self):
        """The next run waits for one that is about to end."""
        if self.lock:
            self.stopping.touch()

    def give_back(self):
        """Open the lock; the mark stays, or whoever waits for us could miss the moment."""
        if self.lock:
            self.roster.write([])
            self.lock.close()
            self.lock = None
