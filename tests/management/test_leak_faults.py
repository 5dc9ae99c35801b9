"""The command finds every mistake in ``leak_faults``, and the how-to names them all."""

import io
import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.management import leak_disguises  # noqa: F401 -- adds its faults
from tests.management.leak_faults import FAULTS, Make
from tests.management.leaking_site import EMBED, PASSCODE, PASSWORD, TEXT, TRANSCRIPT, make_site

pytestmark = [pytest.mark.urls("tests.management.leak_faults"), pytest.mark.usefixtures("private_folder")]

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "check-for-leaks.md"


@pytest.fixture
def make(settings, monkeypatch, tmp_path, home):
    return Make(make_site(home), settings, monkeypatch, tmp_path)


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found_and_no_secret_printed(make, name):
    function, what, where = FAULTS[name]
    function(make)
    said = io.StringIO()

    with pytest.raises(CommandError) as error:
        call_command("maigu_check_leaks", json=True, stdout=said)

    assert error.value.returncode == 1
    leaks = [f"{leak['what']} of {leak['of']}: {leak['places']}" for leak in json.loads(said.getvalue())["leaks"]]
    assert [leak for leak in leaks if re.search(f"{re.escape(what)}.*{re.escape(where)}", leak)]
    link, handout = make.site.password.links.get(), make.site.handout
    for secret in (PASSWORD, PASSCODE, TEXT, TRANSCRIPT[:60], EMBED, link.key, link.token, handout.file.name):
        assert secret not in json.loads(f"[{json.dumps(said.getvalue())}]")[0]
        assert secret not in str(error.value)


def test_every_fault_is_in_the_how_to():
    rows = re.findall(r"^\| .+ \| .+ \| `(\w+)` \|$", HOW_TO.read_text(), re.MULTILINE)

    tests = (Path(__file__).parent / "test_maigu_check_leaks.py").read_text()
    assert set(FAULTS) == {row for row in rows if not row.startswith("test_")}
    assert all(f"def {row}(" in tests for row in rows if row.startswith("test_"))
