"""Every package at the top has been given its floor."""

import pathlib
import tomllib

PROJECT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]
WITHOUT_A_FLOOR = {"bench", "scripts", "tests"}


def test_a_new_package_must_be_given_a_floor():
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")}
    floors = TOOLS["importlinter"]["contracts"][0]["layers"]

    assert packages - WITHOUT_A_FLOOR == set(floors)
