"""`make test` never passes over the browser journeys in silence."""

import pytest

from scripts import chromium, test
from scripts.complaints import Complaint


@pytest.fixture(autouse=True)
def no_chromium(monkeypatch):
    monkeypatch.setattr(chromium, "find", lambda: None)


def test_ci_without_a_browser_fails(monkeypatch):
    monkeypatch.setenv("CI", "true")

    with pytest.raises(Complaint, match="did NOT run"):
        test.journeys(test.JOURNEYS)


def test_a_laptop_without_a_browser_is_told_so(monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)

    assert test.journeys(test.JOURNEYS) == 0
    assert "did NOT run" in capsys.readouterr().out


def test_journeys_that_were_asked_for_need_a_browser(monkeypatch):
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(Complaint, match="did NOT run"):
        test.journeys("tests/browser/test_running.py")
