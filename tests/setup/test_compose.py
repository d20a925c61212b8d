"""What docker-compose.yml promises: no root, nothing written but volumes, no secret that can be guessed."""

import pathlib
import re

import pytest
import yaml

from bench.stage import TUNING

PROJECT = pathlib.Path(__file__).resolve().parents[2]
TEXT = (PROJECT / "docker-compose.yml").read_text()


class AsComposeReads(yaml.SafeLoader):
    """Compose refuses a key that is given twice; PyYAML alone would take the last in silence."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _value in node.value if key.tag != "tag:yaml.org,2002:merge"]
        twice = {key for key in keys if keys.count(key) > 1}
        assert not twice, f"{twice} stands twice near {node.start_mark}"
        return super().construct_mapping(node, deep)


COMPOSE = AsComposeReads(TEXT).get_data()
SERVICES = COMPOSE["services"]
PORTAL = ["migrate", "web", "worker", "beat", "demo"]
ONE_SHOT = ["migrate", "demo"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_hardened(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service and "cap_add" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_runs_as_root(name):
    assert str(SERVICES[name]["user"]).split(":")[0] not in ("", "0", "root")


@pytest.mark.parametrize("name", PORTAL)
def test_one_image_serves_all_of_the_portal(name):
    assert SERVICES[name]["image"] == SERVICES["web"]["image"]
    assert "postgres" not in SERVICES[name]["image"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in ONE_SHOT])
def test_what_keeps_running_says_how_it_is(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_portal_waits_for_its_tables_and_its_queue(name):
    waits = SERVICES[name]["depends_on"]

    assert waits["migrate"] == {"condition": "service_completed_successfully"}
    assert waits["queue"] == {"condition": "service_healthy"}


@pytest.mark.parametrize(
    "secret",
    "SECRET_KEY POSTGRES_PASSWORD OWNER_PASSWORD SITE_URL ALLOWED_HOSTS EMAIL_URL DEFAULT_FROM_EMAIL".split(),
)
def test_a_value_that_must_not_be_guessed_has_no_default(secret):
    uses = re.findall(rf"\$\{{{secret}(\W.)", TEXT)

    assert uses and set(uses) == {":?"}


def test_a_seal_must_be_named_but_a_demo_may_leave_it_empty():
    assert SERVICES["web"]["environment"]["SEAL_KEY"].startswith("${SEAL_KEY?")


def test_only_updates_come_as_the_role_to_which_the_tables_belong():
    addresses = {name: SERVICES[name]["environment"]["DATABASE_URL"] for name in PORTAL}

    assert addresses.pop("migrate").startswith("postgres://owner:${OWNER_PASSWORD:")
    assert SERVICES["database"]["environment"]["POSTGRES_USER"] == "owner"
    assert all(address.startswith("postgres://portal:${POSTGRES_PASSWORD:") for address in addresses.values())
    assert SERVICES["migrate"]["environment"]["PORTAL_DATABASE_URL"] == addresses["web"]


def test_servers_keep_their_data_and_are_reached_from_inside_only():
    assert int(re.match(r"postgres:(\d+)", SERVICES["database"]["image"])[1]) >= 17
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql"]
    assert SERVICES["queue"]["volumes"] == ["queue:/data"]
    assert "--appendonly" in SERVICES["queue"]["command"]
    for name in ("database", "queue"):
        assert "ports" not in SERVICES[name] and SERVICES[name]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_the_bench_measures_the_database_that_is_shipped():
    measured = {f"--{name}={value}" for name, value in TUNING.items() if name != "max_connections"}

    assert measured < set(SERVICES["database"]["command"])


def test_web_and_worker_share_the_signed_copies():
    assert SERVICES["web"]["volumes"] == SERVICES["worker"]["volumes"] == ["files:/data"]


def test_mailpit_starts_only_when_asked_for():
    assert SERVICES["mailpit"]["profiles"] == SERVICES["demo"]["profiles"] == ["demo"]


def test_ports_are_open_to_this_machine_only_unless_somebody_says_otherwise():
    for service in SERVICES.values():
        for port in service.get("ports", []):
            assert port.startswith(("127.0.0.1:", "${BIND:-127.0.0.1}:"))


def test_the_example_names_everything_that_compose_reads():
    example = (PROJECT / ".env.example").read_text()
    named = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    read = set(re.findall(r"\$\{([A-Z_]+)", TEXT))

    assert read - named == {"IMAGE", "DEMO", "MAILPIT_PORT"}
    assert named <= read


def test_there_can_be_more_than_one_of_web_and_worker():
    assert all("container_name" not in SERVICES[name] and "hostname" not in SERVICES[name] for name in PORTAL)
    assert SERVICES["web"]["ports"] == ["${BIND:-127.0.0.1}:${PORT:-8000}:8000"]  # PORT may be a range, 8000-8001
    assert SERVICES["worker"]["command"][-1] == "worker@%h"
    assert SERVICES["worker"]["healthcheck"]["test"][-1].endswith("-d worker@$$HOSTNAME")
