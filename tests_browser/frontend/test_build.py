"""The build: the typed client, the lock file and Node.js."""

import os
import re
from graphlib import TopologicalSorter

import pytest

from tests_browser.frontend.serving import FRONTEND, alone, install, npm
from tests_browser.serving import ROOT

SPECIFICATION = ROOT / "maigu_wagtail" / "api" / "openapi" / "openapi.json"


def test_typed_client_matches_the_specification():
    with alone():
        install()
    npm("run", "check:client")


def test_outdated_typed_client_is_detected(tmp_path):
    with alone():
        install()
    changed = (SPECIFICATION.read_text()).replace('"registration_url"', '"sign_up_url"')
    (tmp_path / "openapi.json").write_text(changed)

    with pytest.raises(AssertionError, match="schema.d.ts"):
        npm(
            "exec",
            "--",
            "openapi-typescript",
            str(tmp_path / "openapi.json"),
            "--output",
            "src/api/schema.d.ts",
            "--check",
        )


def test_lock_file_names_no_package_host():
    assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()


def test_missing_node_is_reported_with_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(AssertionError, match="Install Node.js 18.19 or later, with npm"):
        npm("run", "build")


def test_modules_import_no_circle():
    sources = {path.with_suffix(""): path.read_text() for path in (FRONTEND / "src").rglob("*.ts")}
    graph = {
        module: [os.path.normpath(module.parent / name) for name in re.findall(r' from "(\.[^"]+)"', source)]
        for module, source in sources.items()
    }

    order = list(TopologicalSorter({str(module): names for module, names in graph.items()}).static_order())

    assert order[-1] == str(FRONTEND / "src" / "main")
    assert set(order) - {str(module) for module in sources} == {str(FRONTEND / "src" / "api" / "schema")}
