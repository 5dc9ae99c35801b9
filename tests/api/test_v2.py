"""Sessions and sections on API v2: the public part."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from maigu_wagtail.api.v2 import SectionsAPIViewSet, SessionsAPIViewSet
from tests.api.calls import problem_of
from tests.doors import make_page, queries_of
from tests.factories import make_section, make_session

LIST = "/api/v2/sessions/"
SECTIONS = "/api/v2/sections/"
pytestmark = pytest.mark.urls("tests.leaks.urls")


@pytest.fixture
def session(section):
    return make_session(
        section,
        title="Civil litigation",
        date=date(2023, 12, 14),
        audience="City attorneys",
        speakers=[("speaker", {"name": "Amara Cole"})],
        members_content=[("text", RichText("<p>MEMBERS-CANARY</p>"))],
        access="public",
    )


@pytest.fixture
def upcoming(section):
    return make_session(section, title="Next one", date=timezone.localdate() + timedelta(days=3))


def titles(client, query=None, address=LIST):
    response = client.get(address, query)
    assert response.status_code == 200
    return [item["title"] for item in response.json()["items"]]


def test_api_lists_public_sessions(client, section, session):
    make_session(section, live=False)
    hidden = make_session(section)
    PageViewRestriction.objects.create(page_id=hidden.pk, restriction_type="login")

    items = client.get(LIST).json()["items"]

    assert [item["title"] for item in items] == ["Civil litigation"]
    assert (items[0]["date"], items[0]["audience"]) == ("2023-12-14", "City attorneys")
    assert items[0]["meta"]["detail_url"] == f"http://localhost/api/v2/sessions/{session.pk}/"


def test_api_hides_restricted_sessions_from_whoever_is_signed_in_too(admin_client, section, session):
    hidden = make_session(section)
    restriction = PageViewRestriction.objects.create(page_id=hidden.pk, restriction_type="login")
    assert admin_client.get(hidden.url).status_code == 200

    assert titles(admin_client) == ["Civil litigation"]
    assert problem_of(admin_client.get(f"{LIST}{hidden.pk}/")) == "not-found"
    restriction.page_id = section.pk
    restriction.save()
    assert titles(admin_client) == []
    assert titles(admin_client, address=SECTIONS) == []
    assert problem_of(admin_client.get(f"{LIST}{session.pk}/")) == "not-found"


def test_api_hides_what_stands_below_a_restricted_page_and_shows_the_rest(client, home, session):
    closed = make_page(home, "closed")
    make_session(make_section(closed))
    PageViewRestriction.objects.create(page_id=closed.pk, restriction_type="login")

    assert titles(client) == ["Civil litigation"]
    assert titles(client, address=SECTIONS) == ["MAIG U"]
    assert client.get(LIST, {"child_of": closed.pk}).status_code == 400


def test_api_serves_a_site_with_a_thousand_restrictions(client, home, section, session):
    elsewhere = make_section(home)
    pages = [make_session(elsewhere).pk for _ in range(3)]
    rows = [PageViewRestriction(page_id=pages[n % 3], restriction_type="login") for n in range(1100)]
    PageViewRestriction.objects.bulk_create(rows)

    assert titles(client) == ["Civil litigation"]
    assert titles(client, {"child_of": section.pk}) == ["Civil litigation"]
    assert client.get(f"{LIST}{session.pk}/").status_code == 200


def test_detail_gives_speakers_as_objects(client, section):
    photo = get_image_model().objects.create(title="Bea", file=get_test_image_file())
    people = [
        ("moderator", {"name": "Bea", "photo": photo}),
        ("speaker", {"name": "Amara Cole", "role": "Mayor", "link": "https://example.org/"}),
    ]
    session = make_session(section, speakers=people)

    first, second = client.get(f"{LIST}{session.pk}/").json()["speakers"]

    assert (first["name"], first["is_moderator"]) == ("Bea", True)
    assert (first["photo"]["width"], first["photo"]["height"]) == (192, 192)
    assert first["photo"]["url"].startswith("http://testserver/media/")
    assert second == {
        "name": "Amara Cole",
        "role": "Mayor",
        "organisation": "",
        "is_moderator": False,
        "biography": "",
        "link": "https://example.org/",
        "photo": None,
    }


def test_session_says_when_it_is_with_its_zone(client, section):
    times = {"start_time": "14:00", "end_time": "15:30", "time_zone": "America/Chicago"}
    session = make_session(section, date=date(2023, 12, 14), **times)

    detail = client.get(f"{LIST}{session.pk}/").json()

    assert (detail["starts_at"], detail["ends_at"]) == ("2023-12-14T14:00:00-06:00", "2023-12-14T15:30:00-06:00")
    assert detail["status"] == "recorded"


def test_session_of_a_whole_day_says_no_time(client, section, upcoming):
    detail = client.get(f"{LIST}{upcoming.pk}/").json()

    assert (detail["starts_at"], detail["ends_at"], detail["status"]) == (None, None, "upcoming")


def test_access_is_the_same_object_in_list_and_detail_for_everybody(client, admin_client, section, session):
    summary = {"recording": 1, "captions": 2, "transcripts": 1, "resource": 3, "text": 1, "seconds": 60}
    locked = make_session(section)
    type(locked).objects.filter(pk=locked.pk).update(members_summary=summary)

    for caller in (client, admin_client):
        listed = {item["id"]: item["access"] for item in caller.get(LIST).json()["items"]}
        assert listed[locked.pk] == {
            "locked": True,
            "has_recording": True,
            "has_captions": True,
            "has_transcript": True,
            "resources": 3,
        }
        assert listed[session.pk] == {
            "locked": False,
            "has_recording": False,
            "has_captions": False,
            "has_transcript": False,
            "resources": 0,
        }
        assert caller.get(f"{LIST}{locked.pk}/").json()["access"] == listed[locked.pk]
        native = caller.get(f"/api/v2/pages/{locked.pk}/").json()
        assert (native["access"], native["speakers"]) == (listed[locked.pk], [])


def test_api_finds_a_session_by_its_address(client, session):
    response = client.get(f"{LIST}find/", {"html_path": session.url})

    assert response.headers["Location"].rstrip("?") == f"http://localhost/api/v2/sessions/{session.pk}/"
    for query in ({"html_path": "/nowhere/"}, {"id": "x"}, {"id": "9" * 30}, {}):
        assert problem_of(client.get(f"{LIST}find/", query)) == "not-found"


def test_list_is_filtered(client, home, section, session, upcoming):
    other = make_section(home)
    make_session(other, title="Elsewhere", date=date(2022, 5, 1))

    assert titles(client) == ["Next one", "Civil litigation", "Elsewhere"]
    assert titles(client, {"status": "upcoming"}) == ["Next one"]
    assert titles(client, {"status": "recorded"}) == ["Civil litigation", "Elsewhere"]
    assert titles(client, {"year": "2023"}) == ["Civil litigation"]
    assert (
        titles(client, {"speaker": "amara-cole"}) == titles(client, {"speaker": "Amara Cole"}) == ["Civil litigation"]
    )
    assert titles(client, {"audience": "City attorneys"}) == ["Civil litigation"]
    assert titles(client, {"section": other.pk}) == titles(client, {"child_of": other.pk}) == ["Elsewhere"]
    assert titles(client, {"descendant_of": section.pk, "status": "recorded"}) == ["Civil litigation"]
    assert titles(client, {"locale": "en", "year": 2022}) == ["Elsewhere"]


def test_list_is_ordered_by_date_and_title(client, section):
    for title, day in (("B", 2), ("A", 2), ("C", 1)):
        make_session(section, title=title, date=date(2023, 1, day))

    assert titles(client, {"order": "title"}) == ["A", "B", "C"]
    assert titles(client, {"order": "-title"}) == ["C", "B", "A"]
    assert titles(client, {"order": "date,-title"}) == ["C", "B", "A"]
    assert titles(client, {"order": "-date,title"}) == ["A", "B", "C"]


# MariaDB's index finds what is committed.
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_search_goes_with_filters_and_order(client, section, session):
    make_session(section, title="Civil rights", date=date(2022, 5, 1))

    assert titles(client, {"search": "civil", "order": "date"}) == ["Civil rights", "Civil litigation"]
    assert titles(client, {"search": "civil", "speaker": "amara-cole", "year": 2023}) == ["Civil litigation"]
    assert titles(client, {"search": "CANARY"}) == []


@pytest.mark.parametrize(
    "query",
    [
        {"type": "wagtailcore.Page"},
        {"members_content": "x"},
        {"search_words": "x"},
        {"access": "own"},
        {"title": "Civil litigation"},
        {"members_summary__has_key": "text"},
        {"order": "members_content"},
        {"order": "search_words"},
        {"order": "random"},
        {"order": ""},
        {"order": "--date"},
        {"fields": "members_content"},
        {"fields": "*("},
        {"status": "soon"},
        {"year": "23"},
        {"year": "9999"},
        {"section": "x"},
        {"section": "987654"},
        {"section": "9" * 30},
        {"child_of": "x"},
        {"offset": "9" * 30},
        {"offset": "-1"},
        {"limit": "9" * 30},
        {"limit": "x"},
        {"search": "nul\x00"},
        {"search": "civil", "search_operator": "null"},
        {"site": "nowhere.example"},
        {"site": "testserver:x"},
    ],
    ids=str,
)
def test_api_refuses_what_it_does_not_offer(client, session, query):
    response = client.get(LIST, query)

    assert response.status_code == 400
    assert problem_of(response) == "malformed"


def test_wrong_methods_are_problems_too(client, session):
    for address in (LIST, f"{LIST}{session.pk}/"):
        response = client.post(address, "{}", content_type="application/json")

        assert problem_of(response) == "method-not-allowed"
        assert "GET" in response.headers["Allow"]


def test_sparse_fields_are_wagtails(client, session):
    (item,) = client.get(LIST, {"fields": "_,title,access"}).json()["items"]

    assert set(item) == {"title", "access"}


def test_sections_give_their_texts_and_contact(client, home):
    section = make_section(home, introduction="<p>Hello</p>", contact_email="staff@example.org", slug="maig-u")

    (listed,) = client.get(SECTIONS).json()["items"]
    detail = client.get(f"{SECTIONS}{section.pk}/").json()

    assert listed["meta"]["detail_url"] == f"http://localhost{SECTIONS}{section.pk}/"
    assert (detail["introduction"], detail["contact_email"]) == ("<p>Hello</p>", "staff@example.org")
    assert client.get(f"{SECTIONS}find/", {"html_path": "/maig-u/"}).status_code == 302
    assert problem_of(client.get(SECTIONS, {"year": "2023"})) == "malformed"


def test_api_holds_no_members_content(client, session):
    assert b"MEMBERS-CANARY" in client.get(f"{session.url}watch/").content

    for address in (LIST, f"{LIST}{session.pk}/", "/api/v2/pages/", f"/api/v2/pages/{session.pk}/"):
        response = client.get(address, {"fields": "*"})

        assert response.status_code == 200
        assert b"CANARY" not in response.content
        assert b"members_content" not in response.content


@pytest.mark.parametrize("query", [{}, {"fields": "*"}, {"status": "recorded", "order": "title"}], ids=str)
def test_list_takes_as_many_queries_for_one_session_as_for_three(client, settings, section, query):
    settings.WAGTAIL_I18N_ENABLED = True
    numbers = []
    for name in ("Amara", "Bea", "Cleo"):
        photo = get_image_model().objects.create(title=name, file=get_test_image_file())
        people = [("speaker", {"name": name, "photo": photo})]
        make_session(section, speakers=people, members_content=[("text", RichText("<p>Text</p>"))])
        client.get(LIST, query)
        response, queries = queries_of(lambda: client.get(LIST, query))
        assert response.json()["items"][0]["speakers"][0]["photo"]
        numbers.append(queries)
    assert len(response.json()["items"]) == 3
    assert len(set(numbers)) == 1
    assert numbers[0] <= 11


def test_viewsets_read_no_login():
    for viewset in (SessionsAPIViewSet, SectionsAPIViewSet):
        assert viewset.authentication_classes == []
