"""compose.yaml, which describes what ``make run-cluster`` starts without containers."""

import re
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((HERE / "compose.yaml").read_text())
# Read by boto3, dj-database-url and Django, not by our settings.
OTHERS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}


def test_variables_are_those_that_the_settings_read():
    settings = "".join(path.read_text() for path in (HERE / "settings").glob("*.py"))

    unknown = {name for name in COMPOSE["x-site"]["environment"] if f'"{name}"' not in settings}

    assert unknown == OTHERS


def test_app_servers_are_those_that_nginx_asks():
    servers = re.findall(r"server ([\w-]+):8000", COMPOSE["configs"]["nginx"]["content"])

    assert servers == [name for name in COMPOSE["services"] if name.startswith("app-")]
    assert COMPOSE["services"]["app-1"] == COMPOSE["services"]["app-2"] == COMPOSE["x-site"]


def test_services_wait_for_services_that_exist():
    named = {name for service in COMPOSE["services"].values() for name in service.get("depends_on", ())}

    assert named == {"app-1", "app-2", "database", "release"}
    assert named <= set(COMPOSE["services"])


def test_files_that_are_mounted_exist():
    volumes = [volume.split(":")[0] for volume in COMPOSE["services"]["nginx"]["volumes"]]

    assert [(HERE / path).is_file() for path in volumes if path.startswith("./")] == [True]
    assert (HERE / "Dockerfile").is_file()


def test_documentation_shows_the_configuration_of_nginx():
    shown = (HERE.parent / "docs" / "how-to" / "deploy.md").read_text()
    config = (HERE / "cluster" / "site.conf").read_text()
    lines = [line.strip() for line in config.splitlines() if line.strip() and not line.startswith("#")]

    assert [line for line in lines if line not in shown] == []
