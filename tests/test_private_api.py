"""What nobody documents is still there, and is used where ``docs/explanation/private-api.md`` says."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.utils.module_loading import import_string
from wagtail import VERSION as WAGTAIL_VERSION

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"^\| `(?P<name>[\w.]+)` \| (?P<modules>[^|]+) \|", re.MULTILINE)
ROWS = [
    (row["name"], re.findall(r"`([^`]+)`", row["modules"]))
    for row in ROW.finditer((ROOT / "docs/explanation/private-api.md").read_text("utf-8"))
]
# Set on instances, or given by the database alone.
ON_INSTANCES = {
    "wagtail.log_actions.LogActionRegistry.log_entry_models",
    "django.db.models.fields.files.FieldFile._committed",
}


def resolve(name):
    """Return what a dotted name stands for: a module, something in one, or something of a class in one."""
    try:
        return import_module(name)
    except ImportError:
        above, _dot, last = name.rpartition(".")
        return getattr(import_string(above) if above.rpartition(".")[2][0].isupper() else import_module(above), last)


@pytest.mark.parametrize("name", [name for name, _modules in ROWS if name not in ON_INSTANCES])
def test_undocumented_name_still_exists(name):
    if name == "wagtail.api.v3.api" and WAGTAIL_VERSION < (8, 0):
        with pytest.raises(ImportError):
            resolve(name)
        return
    try:
        resolve(name)
    except (ImportError, AttributeError) as error:
        pytest.fail(f"{name} is gone: see docs/explanation/private-api.md for what needs it ({error}).")


@pytest.mark.django_db
def test_instance_attributes_still_exist():
    from django.db.models.fields.files import FieldFile
    from wagtail.log_actions import registry

    from maigu_wagtail.models import Recording

    assert isinstance(registry.log_entry_models, set)
    assert FieldFile(Recording(), Recording._meta.get_field("file"), "name")._committed is True


@pytest.mark.parametrize(("name", "modules"), ROWS, ids=[name for name, _modules in ROWS])
def test_undocumented_name_is_used_only_where_documented(name, modules):
    last = name.rpartition(".")[2]

    using = [module for module in modules if last in (ROOT / "maigu_wagtail" / module).read_text("utf-8")]

    assert modules
    assert using == modules


def test_version_is_never_detected_by_imports():
    guessing = re.compile(r"except ImportError")
    found = {path.name for path in (ROOT / "maigu_wagtail").rglob("*.py") if guessing.search(path.read_text("utf-8"))}

    # It looks up a class that a setting names.
    assert found == {"lock.py"}
