"""Makes .venv, or mends it: runs on the machine's own Python, so it uses the standard library alone.

The stamp inside .venv names the requirement files it was made from. No stamp, or another one, means that the
environment is half made or old: pip is asked again, and a Python that no longer starts is replaced.
"""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER_PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14")
PROJECT = pathlib.Path(__file__).resolve().parent.parent
ENVIRONMENT = PROJECT / ".venv"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


def main():
    """Leave a .venv behind that holds exactly the pinned packages, quickly when it is there already."""
    find_a_newer_python()
    with one_at_a_time():
        if stamp().is_file() and stamp().read_text() == wanted() and starts():
            return
        make_environment()
        install()
        stamp().write_text(wanted())


def find_a_newer_python():
    """Go on in a Python that is new enough, or say that there is none."""
    if sys.version_info >= OLDEST:
        return
    for name in NEWER_PYTHONS:
        if shutil.which(name):
            os.execvp(name, [name, *sys.argv])
    complain(
        f"This is Python {sys.version.split()[0]}; the portal needs 3.11 or later. Install one (Debian, "
        "Ubuntu: apt-get install python3.11 python3.11-venv; macOS: brew install python@3.12) and name it: "
        "make setup PYTHON=/path/to/python3.11"
    )


@contextlib.contextmanager
def one_at_a_time():
    """Two terminals must not fill one .venv; the lock is on the project folder and leaves nothing."""
    folder = os.open(PROJECT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def stamp():
    """Where the environment says what it was made from."""
    return ENVIRONMENT / ".made-from"


def wanted():
    """What the stamp says when the environment is as the requirement files want it."""
    pinned = b"".join((PROJECT / name).read_bytes() for name in REQUIREMENTS)
    return hashlib.sha256(pinned).hexdigest()


def python():
    """The environment's own Python."""
    return ENVIRONMENT / "bin" / "python"


def starts():
    """Whether the environment's Python runs and has pip: an upgraded system may have taken it away."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return python().exists() and quiet(python(), "-c", question)


def quiet(*command):
    """Whether a command succeeds."""
    return subprocess.run(list(map(str, command)), capture_output=True, check=False).returncode == 0


def make_environment():
    """An environment whose Python starts, keeping the one that is there if it does."""
    if starts():
        return
    if ENVIRONMENT.exists():
        remove_the_broken_one()
    print("Making .venv …", flush=True)
    try:
        done = quiet(sys.executable, "-m", "venv", ENVIRONMENT)
    except OSError as error:
        complain(f"Could not start {sys.executable}: {error}.")
    if not done:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        complain(
            "Python could not make .venv: on Debian and Ubuntu install its other half with `apt-get install "
            f"python3-venv`; elsewhere check that you may write to {PROJECT} and that the disk is not full."
        )


def remove_the_broken_one():
    """Only ever a virtual environment, never a folder that merely has its name."""
    if any(ENVIRONMENT.iterdir()) and not (ENVIRONMENT / "pyvenv.cfg").exists() and not python().is_symlink():
        complain(f"{ENVIRONMENT} is not a virtual environment: move it away and run the command again.")
    print(".venv was half made or its Python is gone: making it again.", flush=True)
    try:
        shutil.rmtree(ENVIRONMENT)
    except OSError as error:
        complain(f"The broken .venv cannot be removed ({error}): remove it by hand.")


def install():
    """Exactly the pinned files, checked by their hashes; nothing is compiled and nothing else is fetched."""
    print("Installing the pinned packages …", flush=True)
    files = [argument for name in REQUIREMENTS for argument in ("-r", str(PROJECT / name))]
    command = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary=:all:", "--no-deps", *files]
    if subprocess.run(command, check=False).returncode:
        complain(
            "pip could not install the packages; its own words are above. Behind a mirror or without a "
            "network, tell pip where they are (PIP_INDEX_URL or PIP_FIND_LINKS) and run the command again: "
            "it carries on where it stopped."
        )


def complain(sentence):
    """Stop with one sentence that names the way out."""
    sys.exit("\n✗ " + sentence)


if __name__ == "__main__":
    main()
