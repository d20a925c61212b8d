"""What every test shares."""

import os

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """In CI a skipped test is a failed one: nothing there may quietly not run."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was skipped, and in CI none may be."
    return report


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Signed copies of a test stay in the test's own folder."""
    files = settings.STORAGES["default"]
    options = files["OPTIONS"] | {"location": tmp_path / "files"}
    settings.STORAGES = settings.STORAGES | {"default": files | {"OPTIONS": options}}
