"""Members' content is served on the host of its own site, whatever ``?site=`` says."""

import json

import pytest
from wagtail.models import Site
from wagtail.rich_text import RichText

from maigu_wagtail.models import SharedPassword
from tests.api.calls import CANARY, PASSWORD, problem_of
from tests.factories import make_section, make_session

pytestmark = pytest.mark.urls("tests.leaks.urls")
OTHER = "other.example.org"


@pytest.fixture
def session(home):
    """Return a session of another site."""
    root = home.get_parent().add_child(instance=type(home)(title="Other", slug="other-home"))
    Site.objects.create(hostname=OTHER, root_page=root)
    section = make_section(root, offers_request_form=True)
    SharedPassword.objects.create_password(section, PASSWORD)
    return make_session(section, members_content=[("text", RichText(f"<p>{CANARY}</p>"))])


@pytest.fixture
def token(api, session):
    return api.unlock(session, headers={"host": OTHER}).json()["token"]


def test_content_is_served_on_the_host_of_its_site_alone(api, session, token):
    assert CANARY in api.content(session, token, host=OTHER).content.decode()
    listed = api.client.get(api.root, {"site": OTHER}).json()["items"]
    assert [item["id"] for item in listed] == [session.pk]

    response = api.client.get(f"{api.root}{session.pk}/content/?site={OTHER}", headers={"X-Maigu-Unlock": token})

    assert problem_of(response) == "not-found"


def test_endpoints_for_members_find_nothing_of_another_site(api, session, token):
    sections = api.root.replace("sessions", "sections")
    asked = {
        f"{api.root}{session.pk}/unlock/": {"password": PASSWORD},
        f"{api.root}{session.pk}/lock/": {},
        f"{api.root}{session.pk}/watched/": {},
        f"{sections}{session.section.pk}/requests/": {},
    }

    def send(address, body, **headers):
        sent = {"X-Maigu-Unlock": token, **headers}
        return api.client.post(address, json.dumps(body), content_type="application/json", headers=sent)

    assert {send(address, body, host=OTHER).status_code for address, body in asked.items()} == {200, 204, 422}
    found = [problem_of(send(f"{address}?site={OTHER}", body)) for address, body in asked.items()]
    search = f"{sections}{session.section.pk}/search/?q=x"
    assert api.client.get(search, headers={"X-Maigu-Unlock": token, "host": OTHER}).status_code == 200
    found.append(problem_of(api.client.get(f"{search}&site={OTHER}", headers={"X-Maigu-Unlock": token})))

    assert found == ["not-found"] * 5
