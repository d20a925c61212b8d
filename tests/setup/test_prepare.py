"""A .venv that is half made or old is mended; whatever else lies there is left alone."""

import pytest

from scripts import pango, prepare
from scripts.complaints import Complaint


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An environment somewhere else, and pip's work only noted down."""
    for name in prepare.REQUIREMENTS:
        (tmp_path / name).write_text("django==5.2\n")
    done = []
    monkeypatch.setattr(prepare, "PROJECT", tmp_path)
    monkeypatch.setattr(prepare, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(prepare, "install", lambda: done.append("install"))
    monkeypatch.setattr(prepare, "make_environment", lambda: (tmp_path / ".venv").mkdir(exist_ok=True))
    monkeypatch.setattr(prepare, "starts", lambda: True)
    return tmp_path, done


def test_packages_are_installed_once(project):
    prepare.main()
    prepare.main()

    assert project[1] == ["install"]


def test_a_changed_pin_installs_again(project):
    prepare.main()
    (project[0] / "requirements.txt").write_text("django==5.3\n")
    prepare.main()

    assert project[1] == ["install", "install"]


def test_an_interrupted_installation_is_taken_up_again(project):
    (project[0] / ".venv").mkdir()
    prepare.main()

    assert project[1] == ["install"]


def test_a_folder_that_only_has_the_name_is_never_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "ENVIRONMENT", tmp_path)
    (tmp_path / "letters").write_text("mine")

    with pytest.raises(SystemExit, match="is not a virtual environment"):
        prepare.make_environment()
    assert (tmp_path / "letters").read_text() == "mine"


def test_missing_pango_names_the_package(monkeypatch):
    monkeypatch.setattr(pango, "opens", lambda name: False)

    with pytest.raises(Complaint, match="apt-get install libpango"):
        pango.check()
