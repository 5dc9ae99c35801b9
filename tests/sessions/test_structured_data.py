import json
from datetime import date, time
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.test.utils import override_script_prefix
from wagtail.models import Site

from tests.factories import make_session


@pytest.fixture
def data(client):
    def data(page):
        soup = BeautifulSoup(client.get(page.url).content, "html.parser")
        return {
            thing["@type"]: thing for thing in json.loads(soup.select_one("script[type='application/ld+json']").string)
        }

    return data


def test_structured_data_of_an_upcoming_session_is_an_event(section, data):
    Site.objects.update(site_name="City network")
    session = make_session(
        section,
        title="Funding",
        date=date(2099, 7, 1),
        start_time=time(14),
        end_time=time(15),
        description="<p>Where the money is.</p>",
        registration_url="https://example.org/register",
        speakers=[("speaker", {"name": "Amara", "role": "Chief", "organisation": "City"})],
    )

    things = data(session)

    assert set(things) == {"BreadcrumbList", "Event"}
    event = things["Event"]
    assert (event["startDate"], event["endDate"]) == ("2099-07-01T14:00:00-04:00", "2099-07-01T15:00:00-04:00")
    assert event["location"] == {"@type": "VirtualLocation", "url": "https://example.org/register"}
    assert event["organizer"] == {"@type": "Organization", "name": "City network", "url": "http://localhost"}
    assert event["performer"] == [
        {
            "@type": "Person",
            "name": "Amara",
            "jobTitle": "Chief",
            "affiliation": {"@type": "Organization", "name": "City"},
        }
    ]


def test_organiser_is_at_the_sub_path_of_the_site(section, data):
    session = make_session(section, date=date(2099, 7, 1))
    page = SimpleNamespace(url=session.url)

    with override_script_prefix("/portal/"):
        assert data(page)["Event"]["organizer"]["url"] == "http://localhost/portal"


def test_structured_data_of_a_recorded_session_is_a_video_without_an_address(section, data):
    video = data(make_session(section, audience="Mayors"))["VideoObject"]

    assert video["isAccessibleForFree"] is False
    assert video["audience"] == {"@type": "Audience", "audienceType": "Mayors"}
    assert video["dateCreated"] == "2023-12-14"
    assert not {"contentUrl", "embedUrl", "thumbnailUrl"} & set(video)


def test_structured_data_of_a_section_has_breadcrumbs_and_upcoming_sessions(section, data):
    make_session(section, title="Next", date=date(2099, 1, 1))
    make_session(section, title="Past")

    things = data(section)

    assert things["Event"]["name"] == "Next"
    trail = [(item["position"], item["name"], item["item"]) for item in things["BreadcrumbList"]["itemListElement"]]
    assert trail[1:] == [(2, "MAIG U", "http://localhost/maig-u/")]


def test_structured_data_escapes_closing_script_tags(section, client):
    session = make_session(section, title="</script><script>alert(1)</script><!--")

    content = client.get(session.url).content.decode()

    assert content.count("</script>") == content.count("<script src=") + 1
    assert "\\u003C/script\\u003E" in content
