"""Child processes that do not outlive their use: written down, and found again by a later run."""

import contextlib
import ctypes
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import psutil

from scripts.complaints import Complaint

PATIENCE = 20  # seconds a process has to finish what it is doing
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SET_PARENT_DEATH_SIGNAL = 1  # from Linux's <sys/prctl.h>


class Child:
    """One process of ours, with its log, in a session of its own so that Ctrl-C reaches only its parent."""

    def __init__(self, name, command, *, log, env=None, cwd=None, user=None, stop_with=signal.SIGTERM):
        self.name, self.log, self.stop_with = name, pathlib.Path(log), stop_with
        self.asked = False
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                list(map(str, command)),
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_its_parent(stop_with),
                **as_user(user),
            )

    @property
    def pid(self):
        """The number by which the system knows it."""
        return self.process.pid

    def runs(self):
        """Whether it is still alive."""
        return self.process.poll() is None

    def ask(self):
        """Ask it, once, to finish and go."""
        if self.runs() and not self.asked:
            self.asked = True
            self.process.send_signal(self.stop_with)

    def stop(self):
        """Ask politely, then insist; what it started goes with it."""
        self.ask()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self, lines=15):
        """The end of its log, for a complaint."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def dies_with_its_parent(stop_with):
    """On Linux the kernel stops a killed parent's child; elsewhere the next run finds it in the roster."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(SET_PARENT_DEATH_SIGNAL, stop_with)


def as_user(user):
    """What subprocess needs to run a command as somebody else (a pwd entry), or as ourselves (None)."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def wait_until(question, *, within, child):
    """Ask again until yes; complain with the child's own last words when it dies or time runs out."""
    deadline = time.monotonic() + within
    while not question():
        if not child.runs() or time.monotonic() > deadline:
            state = "did not answer in time" if child.runs() else "stopped at once"
            raise Complaint(f"The {child.name} {state}. The end of {child.log}:\n\n{child.last_words()}")
        time.sleep(0.05)


@contextlib.contextmanager
def undisturbed():
    """While this lasts, a second Ctrl-C does not interrupt what the first one set going."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Roster:
    """The processes of the run that a folder belongs to, so that a later run can tell them from strangers.

    A number alone may by now belong to another program; number and moment of birth together do not.
    """

    def __init__(self, path):
        self.path = pathlib.Path(path)

    def write(self, pids):
        """Remember these processes, and only these."""
        born = {process.pid: process.create_time() for process in map(alive, pids) if process}
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(born))
        fresh.replace(self.path)

    def read(self):
        """Those of the remembered processes that still run."""
        try:
            born = json.loads(self.path.read_text())
        except (FileNotFoundError, ValueError):
            return []
        known = ((alive(int(pid)), moment) for pid, moment in born.items())
        return [process for process, moment in known if process and process.create_time() == moment]

    def stop_leftovers(self):
        """Stop what an earlier, killed run left behind; how many there were."""
        leftovers = self.read()
        for process in leftovers:
            stop_stranger(process)
        return len(leftovers)


def alive(pid):
    """The process with this number, or None."""
    try:
        process = psutil.Process(pid)
        return process if process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def stop_stranger(process, signal_number=signal.SIGTERM):
    """Stop a process that is not our child, and the children it has."""
    try:
        family = [process, *process.children(recursive=True)]
        process.send_signal(signal_number)
        _, stubborn = psutil.wait_procs(family, timeout=PATIENCE)
        for survivor in stubborn:
            survivor.kill()
        psutil.wait_procs(stubborn, timeout=PATIENCE)
    except psutil.NoSuchProcess:
        return
    except psutil.AccessDenied as error:
        raise Complaint(
            f"Process {process.pid} of an earlier run still runs and belongs to another user: "
            f"stop it with `sudo kill {process.pid}`."
        ) from error
