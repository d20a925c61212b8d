"""`make test`: the suite on all cores against throw-away servers, then a portal whose processes are killed at
random, then the journeys in a real browser."""

import contextlib
import os
import subprocess
import sys

from scripts import chromium, complaints, throwaway

JOURNEYS = "tests/browser"
CHAOS = "tests/chaos"
# Tests start Python dozens of times: where a container forbids it, each would compile all our files anew.
COMPILED_ONCE = {"PYTHONDONTWRITEBYTECODE": ""}
NO_TESTS_CHOSEN = 5  # pytest's word for it


def main():
    """Everything without arguments; with them, only what they choose."""
    chosen = sys.argv[1:]
    with complaints.shown():
        if any(argument.startswith(JOURNEYS) for argument in chosen):
            sys.exit(journeys(*chosen))
        if any(argument.startswith(CHAOS) for argument in chosen):
            sys.exit(pytest(*chosen, environment={}))
        if chosen:
            sys.exit(suite(*chosen))
        results = [suite(), pytest(CHAOS, environment={}), journeys(JOURNEYS)]
    sys.exit(max(results))


def suite(*arguments):
    """All tests that need no browser, many at a time and in random order."""
    # A worker takes a row of tests at a time: those of one file mostly meet the scene that it has made for them.
    many = ("-n", "auto", "--dist", "worksteal", "-p", "no:playwright")
    with throwaway.servers() as environment, tables_in_advance(environment):
        return pytest(*many, f"--ignore={JOURNEYS}", f"--ignore={CHAOS}", *arguments, environment=environment)


@contextlib.contextmanager
def tables_in_advance(environment):
    """They are made, or read back, while the tests are collected: see tests/tables.py."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.tables"], env=os.environ | COMPILED_ONCE | settings | environment
    ) as making:
        try:
            yield
        finally:
            making.terminate()


def journeys(*arguments):
    """The browser's tests by two workers, each against the processes that `make run` starts, its own."""
    if chromium.find():
        return pytest("-n", "2", "--dist", "worksteal", *arguments, environment={})
    sentence = (
        "No Chromium here, so the browser journeys did NOT run: install it (Debian: apt-get install "
        "chromium; or .venv/bin/playwright install chromium), or name it: make test CHROMIUM=/path/to/chrome"
    )
    if os.environ.get("CI") or arguments != (JOURNEYS,):
        raise complaints.Complaint(sentence)
    print(f"\n! {sentence}")
    return 0


def pytest(*arguments, environment):
    """Run pytest and hand on its answer; Ctrl-C ends it and us in the usual way."""
    command = [sys.executable, "-m", "pytest", *arguments]
    try:
        code = subprocess.run(command, env=os.environ | COMPILED_ONCE | environment, check=False).returncode
    except KeyboardInterrupt:
        return 130
    return 0 if code == NO_TESTS_CHOSEN else code


if __name__ == "__main__":
    main()
