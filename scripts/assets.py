"""Style sheets and scripts gathered for the web server, only when one of them has changed."""

import fcntl
import hashlib
import pathlib

PROJECT = pathlib.Path(__file__).resolve().parent.parent
GATHERED = PROJECT / "staticfiles"
WIRING = PROJECT / "conduct_portal"
SOURCES = (
    PROJECT / "static",
    PROJECT / "requirements.txt",
    WIRING / "settings.py",
    WIRING / "stylesheets.py",
)


def collect(manage):
    """Call collectstatic unless the last one saw the same sources; two runs do not do it at once."""
    GATHERED.mkdir(exist_ok=True)
    with (GATHERED / ".sources").open("a+") as stamp:
        fcntl.flock(stamp, fcntl.LOCK_EX)
        stamp.seek(0)
        seen, now = stamp.read(), fingerprint()
        if seen == now:
            return
        stamp.truncate(0)
        manage("collectstatic", "--no-input", "--verbosity=0")
        stamp.write(now)


def fingerprint():
    """Changes whenever a source does."""
    digest = hashlib.sha256()
    for path in sorted(file for source in SOURCES for file in files(source)):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def files(source):
    """A file, or all files of a folder."""
    return [source] if source.is_file() else [path for path in source.rglob("*") if path.is_file()]
