"""The portal as `make run` starts it, once for all journeys of a worker, and the browser that walks through it."""

import os
import pathlib
import shutil

import pytest

from scripts import chromium, ports, postgres, throwaway
from scripts import portal as portals

BROWSER_TESTS = pathlib.Path(__file__).parent
LOGS = pathlib.Path("test-results") / "portal-logs" / os.environ.get("PYTEST_XDIST_WORKER", "alone")


def pytest_collection_modifyitems(items):
    """Every test in this folder carries the marker."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def portal():
    """The running portal: `portal.address`, `portal.log_ins`, `portal.manage("command", …)`."""
    with throwaway.folder() as data:
        running = portals.Portal(data, port=ports.free_port(), tuning=postgres.FOR_TESTS)
        try:
            with running:
                yield running
        finally:
            shutil.copytree(data / "logs", LOGS, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def base_url(portal):
    """So that `page.goto("/log-in/")` needs no host."""
    return portal.address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium."""
    path = chromium.find()
    if path is None:
        pytest.fail("There is no Chromium here: install one, or set CHROMIUM to its path.")
    return {**browser_type_launch_args, "executable_path": path}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """British English, and London's clock, as the portal's readers have."""
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}
