"""The browser that walks through the portal in tests: the machine's own Chromium, or Playwright's."""

import os
import pathlib
import shutil

from playwright import sync_api

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find():
    """The program's path ($CHROMIUM first), or None when there is no browser here."""
    if os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    candidates = [*filter(None, map(shutil.which, NAMES)), MAC]
    return next((path for path in candidates if pathlib.Path(path).exists()), None) or playwrights_own()


def playwrights_own():
    """The one that `playwright install chromium` downloads."""
    with sync_api.sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if pathlib.Path(path).exists() else None
