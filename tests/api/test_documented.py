"""What the documentation says of the API is what there is, and its examples run as they stand."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from wagtail.rich_text import RichText

from maigu_wagtail.api.members.blocks import VALUES
from maigu_wagtail.api.problems import PROBLEMS
from maigu_wagtail.models import SharedPassword
from maigu_wagtail.sessions.blocks import MembersContentBlock
from tests.factories import make_section, make_session

ROOT = Path(__file__).resolve().parent.parent.parent
REFERENCE = (ROOT / "docs" / "reference" / "api.md").read_text()
HOW_TO = (ROOT / "docs" / "how-to" / "headless.md").read_text()
RUN_WITH = {"sh": ["bash", "-eu"], "python": [sys.executable, "-W", "error"], "js": ["node", "--input-type=module"]}


def example(language):
    """Return the last code of ``language`` in the how-to."""
    return re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)[-1]


def test_reference_has_a_section_for_each_problem_with_its_status():
    sections = dict(re.findall(r"^### `([a-z-]+)`\n\n(\d{3})", REFERENCE, re.MULTILINE))

    assert sections == {name: str(problem.status) for name, problem in PROBLEMS.items()}


def test_reference_and_serialisers_know_every_block():
    kinds = set(MembersContentBlock().child_blocks)

    assert set(VALUES) == kinds
    assert all(f"\n| `{kind}` | " in REFERENCE for kind in kinds)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PROBLEMS)
def test_problem_type_links_to_a_page_that_explains_it(client, name):
    response = client.get(f"/maigu/problems/{name}")

    assert response.status_code == 200
    assert f"<code>{name}</code>" in response.content.decode()
    assert str(PROBLEMS[name].title) in response.content.decode()


@pytest.mark.django_db
def test_unknown_problem_has_no_page(client):
    assert client.get("/maigu/problems/unheard-of").status_code == 404


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.urls("tests.leaks.urls")
@pytest.mark.parametrize("language", RUN_WITH)
def test_example_runs_unchanged(live_server, home, language):
    section = make_section(home, slug="maig-u")
    SharedPassword.objects.create_password(section, "correct horse battery")
    session = make_session(section, members_content=[("text", RichText("<p>MEMBERS-CANARY</p>"))])
    code = example(language)
    assert "https://cms.example.org/api/v2" in code
    for there, here in (("https://cms.example.org", live_server.url), ("sessions/5/", f"sessions/{session.pk}/")):
        code = code.replace(there, here)
    code = re.sub(r"\b(unlock|content)\(5, ", rf"\1({session.pk}, ", code)

    ran = subprocess.run(RUN_WITH[language], input=code, capture_output=True, text=True, timeout=60, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "MEMBERS-CANARY" in ran.stdout
