"""Sessions and sections as public resources, the same on API v2 and v3."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from maigu_wagtail.api.v2 import SectionsAPIViewSet, SessionsAPIViewSet
from maigu_wagtail.models import Access
from tests.api.calls import APIS, problem_of
from tests.doors import make_page, queries_of
from tests.factories import make_section, make_session

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


class Lists:
    """The two lists of one version of the API."""

    def __init__(self, sessions):
        self.sessions, self.sections = sessions, sessions.replace("sessions", "sections")

    def titles(self, client, query=None, address=None):
        response = client.get(address or self.sessions, query)
        assert response.status_code == 200
        return [item["title"] for item in response.json()["items"]]


@pytest.fixture(params=APIS)
def lists(request):
    """Return the lists of each version of the API there is."""
    return Lists(request.param)


def test_api_lists_public_sessions(client, lists, section, session):
    make_session(section, live=False)
    hidden = make_session(section)
    PageViewRestriction.objects.create(page_id=hidden.pk, restriction_type="login")

    items = client.get(lists.sessions).json()["items"]

    assert [item["title"] for item in items] == ["Civil litigation"]
    assert (items[0]["date"], items[0]["audience"]) == ("2023-12-14", "City attorneys")
    assert items[0]["meta"]["detail_url"] == f"http://localhost{lists.sessions}{session.pk}/"


def test_api_hides_restricted_sessions_from_signed_in_users_too(admin_client, lists, section, session):
    hidden = make_session(section)
    restriction = PageViewRestriction.objects.create(page_id=hidden.pk, restriction_type="login")
    assert admin_client.get(hidden.url).status_code == 200

    assert lists.titles(admin_client) == ["Civil litigation"]
    assert problem_of(admin_client.get(f"{lists.sessions}{hidden.pk}/")) == "not-found"
    restriction.page_id = section.pk
    restriction.save()
    assert lists.titles(admin_client) == []
    assert lists.titles(admin_client, address=lists.sections) == []
    assert problem_of(admin_client.get(f"{lists.sessions}{session.pk}/")) == "not-found"


def test_api_hides_the_alias_of_a_restricted_page(client, lists, home, section, session):
    session.create_alias(update_slug="copy", parent=make_section(home, title="Another"))
    assert lists.titles(client) == ["Civil litigation"] * 2
    restriction = PageViewRestriction.objects.create(page_id=session.pk, restriction_type="login")

    assert lists.titles(client) == []
    assert lists.titles(client, address=lists.sections) == ["MAIG U", "Another"]
    restriction.page_id = section.pk
    restriction.save()
    assert lists.titles(client, address=lists.sections) == ["Another"]


def test_api_hides_descendants_of_a_restricted_page_and_shows_the_rest(client, lists, home, session):
    closed = make_page(home, "closed")
    make_session(make_section(closed))
    PageViewRestriction.objects.create(page_id=closed.pk, restriction_type="login")

    assert lists.titles(client) == ["Civil litigation"]
    assert lists.titles(client, address=lists.sections) == ["MAIG U"]
    assert client.get(lists.sessions, {"child_of": closed.pk}).status_code == 400


def test_api_serves_a_site_with_a_thousand_restrictions(client, lists, home, section, session):
    elsewhere = make_section(home)
    pages = [make_session(elsewhere).pk for _ in range(3)]
    rows = [PageViewRestriction(page_id=pages[n % 3], restriction_type="login") for n in range(1100)]
    PageViewRestriction.objects.bulk_create(rows)

    assert lists.titles(client) == ["Civil litigation"]
    assert lists.titles(client, {"child_of": section.pk}) == ["Civil litigation"]
    assert client.get(f"{lists.sessions}{session.pk}/").status_code == 200


def test_detail_has_speakers_as_objects(client, lists, section):
    photo = get_image_model().objects.create(title="Bea", file=get_test_image_file())
    people = [
        ("moderator", {"name": "Bea", "photo": photo}),
        ("speaker", {"name": "Amara Cole", "role": "Mayor", "link": "https://example.org/"}),
    ]
    session = make_session(section, speakers=people)

    first, second = client.get(f"{lists.sessions}{session.pk}/").json()["speakers"]

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


def test_session_has_its_times_with_the_time_zone(client, lists, section):
    times = {"start_time": "14:00", "end_time": "15:30", "time_zone": "America/Chicago"}
    session = make_session(section, date=date(2023, 12, 14), **times)

    detail = client.get(f"{lists.sessions}{session.pk}/").json()

    assert (detail["starts_at"], detail["ends_at"]) == ("2023-12-14T14:00:00-06:00", "2023-12-14T15:30:00-06:00")
    assert detail["status"] == "recorded"


def test_all_day_session_has_no_times(client, lists, section, upcoming):
    detail = client.get(f"{lists.sessions}{upcoming.pk}/").json()

    assert (detail["starts_at"], detail["ends_at"], detail["status"]) == (None, None, "upcoming")


def test_access_is_the_same_object_in_list_and_detail_for_everybody(client, lists, admin_client, section, session):
    summary = {"recording": 1, "captions": 2, "transcripts": 1, "resource": 3, "text": 1, "seconds": 60}
    locked, own = make_session(section), make_session(section, access=Access.OWN)
    type(locked).objects.filter(pk=locked.pk).update(members_summary=summary)

    for caller in (client, admin_client):
        listed = {item["id"]: item["access"] for item in caller.get(lists.sessions).json()["items"]}
        assert listed[locked.pk] == {
            "locked": True,
            "password": "section",
            "has_join_link": False,
            "has_recording": True,
            "has_captions": True,
            "has_transcript": True,
            "resources": 3,
        }
        assert listed[session.pk] == {
            "locked": False,
            "password": None,
            "has_join_link": False,
            "has_recording": False,
            "has_captions": False,
            "has_transcript": False,
            "resources": 0,
        }
        assert listed[own.pk]["password"] == "own"
        assert caller.get(f"{lists.sessions}{locked.pk}/").json()["access"] == listed[locked.pk]
        native = caller.get(f"/api/v2/pages/{locked.pk}/").json()
        assert (native["access"], native["speakers"]) == (listed[locked.pk], [])


def test_api_finds_a_session_by_its_path(client, lists, session):
    response = client.get(f"{lists.sessions}find/", {"html_path": session.url})

    assert response.headers["Location"].rstrip("?") == f"http://localhost{lists.sessions}{session.pk}/"
    for query in ({"html_path": "/nowhere/"}, {"id": "x"}, {"id": "9" * 30}, {}):
        assert problem_of(client.get(f"{lists.sessions}find/", query)) == "not-found"


def test_list_is_filtered(client, lists, home, section, session, upcoming):
    other = make_section(home)
    make_session(other, title="Elsewhere", date=date(2022, 5, 1))

    assert lists.titles(client) == ["Next one", "Civil litigation", "Elsewhere"]
    assert lists.titles(client, {"status": "upcoming"}) == ["Next one"]
    assert lists.titles(client, {"status": "recorded"}) == ["Civil litigation", "Elsewhere"]
    assert lists.titles(client, {"year": "2023"}) == ["Civil litigation"]
    assert (
        lists.titles(client, {"speaker": "amara-cole"})
        == lists.titles(client, {"speaker": "Amara Cole"})
        == ["Civil litigation"]
    )
    assert lists.titles(client, {"audience": "City attorneys"}) == ["Civil litigation"]
    assert lists.titles(client, {"section": other.pk}) == lists.titles(client, {"child_of": other.pk}) == ["Elsewhere"]
    assert lists.titles(client, {"descendant_of": section.pk, "status": "recorded"}) == ["Civil litigation"]
    assert lists.titles(client, {"locale": "en", "year": 2022}) == ["Elsewhere"]


def test_list_is_ordered_by_date_and_title(client, lists, section):
    for title, day in (("B", 2), ("A", 2), ("C", 1)):
        make_session(section, title=title, date=date(2023, 1, day))

    assert lists.titles(client, {"order": "title"}) == ["A", "B", "C"]
    assert lists.titles(client, {"order": "-title"}) == ["C", "B", "A"]
    assert lists.titles(client, {"order": "date,-title"}) == ["C", "B", "A"]
    assert lists.titles(client, {"order": "-date,title"}) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("limit", "offset", "shown"), [(2, 0, 2), (2, 3, 1), (4, 0, 4), (20, 0, 4), (0, 0, 0), (2, 4, 0), (2, 9, 0)]
)
def test_list_has_the_total_count_on_every_page(client, lists, section, limit, offset, shown):
    for _number in range(4):
        make_session(section)

    answer = client.get(lists.sessions, {"limit": limit, "offset": offset}).json()

    assert (len(answer["items"]), answer["meta"]["total_count"]) == (shown, 4)


# MariaDB's index finds what is committed.
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_search_combines_with_filters_and_order(client, lists, section, session):
    make_session(section, title="Civil rights", date=date(2022, 5, 1))

    assert lists.titles(client, {"search": "civil", "order": "date"}) == ["Civil rights", "Civil litigation"]
    assert lists.titles(client, {"search": "civil", "speaker": "amara-cole", "year": 2023}) == ["Civil litigation"]
    assert lists.titles(client, {"search": "CANARY"}) == []


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
def test_api_refuses_unknown_parameters(client, lists, session, query):
    response = client.get(lists.sessions, query)

    assert response.status_code == 400
    assert problem_of(response) == "malformed"


def test_method_not_allowed_is_a_problem_document(client, lists, session):
    for address in (lists.sessions, f"{lists.sessions}{session.pk}/"):
        response = client.post(address, "{}", content_type="application/json")

        assert problem_of(response) == "method-not-allowed"
        assert "GET" in response.headers["Allow"]


def test_sparse_fields_work_as_in_wagtail(client, lists, session):
    (item,) = client.get(lists.sessions, {"fields": "_,title,access"}).json()["items"]

    assert set(item) == {"title", "access"}


def test_sections_have_their_texts_and_contact(client, lists, home):
    section = make_section(home, introduction="<p>Hello</p>", contact_email="staff@example.org", slug="maig-u")

    (listed,) = client.get(lists.sections).json()["items"]
    detail = client.get(f"{lists.sections}{section.pk}/").json()

    assert listed["meta"]["detail_url"] == f"http://localhost{lists.sections}{section.pk}/"
    assert (detail["introduction"], detail["contact_email"]) == ("<p>Hello</p>", "staff@example.org")
    assert client.get(f"{lists.sections}find/", {"html_path": "/maig-u/"}).status_code == 302
    assert problem_of(client.get(lists.sections, {"year": "2023"})) == "malformed"


def test_api_contains_no_members_content(client, lists, session):
    assert b"MEMBERS-CANARY" in client.get(f"{session.url}watch/").content

    for address in (lists.sessions, f"{lists.sessions}{session.pk}/", "/api/v2/pages/", f"/api/v2/pages/{session.pk}/"):
        response = client.get(address, {"fields": "*"})

        assert response.status_code == 200
        assert b"CANARY" not in response.content
        assert b"members_content" not in response.content


@pytest.mark.parametrize("query", [{}, {"fields": "*"}, {"status": "recorded", "order": "title"}], ids=str)
def test_list_takes_as_many_queries_for_one_session_as_for_three(client, lists, settings, section, query):
    settings.WAGTAIL_I18N_ENABLED = True
    settings.MAIGU_WAGTAIL_API_CACHE = None
    numbers = []
    for name in ("Amara", "Bea", "Cleo"):
        photo = get_image_model().objects.create(title=name, file=get_test_image_file())
        people = [("speaker", {"name": name, "photo": photo})]
        make_session(section, speakers=people, members_content=[("text", RichText("<p>Text</p>"))])
        client.get(lists.sessions, query)
        response, queries = queries_of(lambda: client.get(lists.sessions, query))
        assert response.json()["items"][0]["speakers"][0]["photo"]
        numbers.append(queries)
    assert len(response.json()["items"]) == 3
    assert len(set(numbers)) == 1
    assert numbers[0] <= 8


def test_viewsets_ignore_the_login():
    for viewset in (SessionsAPIViewSet, SectionsAPIViewSet):
        assert viewset.authentication_classes == []


class OneEachHour(SimpleRateThrottle):
    rate = "1/hour"

    def get_cache_key(self, request, view):
        return "everyone"


class Never(SimpleRateThrottle):
    """Refuses every request, and does not know for how long."""

    rate = "1/hour"

    def allow_request(self, request, view):
        return False

    def wait(self):
        return None


@pytest.mark.parametrize("root", APIS)
def test_throttle_of_the_site_answers_with_a_problem(client, session, root, monkeypatch):
    # As DEFAULT_THROTTLE_CLASSES does, which Django REST framework reads when it is imported.
    monkeypatch.setattr(APIView, "throttle_classes", [OneEachHour])
    first, second = (client.get(root) for _time in range(2))

    assert first.status_code == 200
    assert (second.status_code, problem_of(second)) == (429, "rate-limited")
    assert 3590 < int(second.headers["Retry-After"]) == second.json()["retry_after"] <= 3600
    assert "password" not in f"{second.json()['title']} {second.json()['detail']}"

    monkeypatch.setattr(APIView, "throttle_classes", [Never])
    without_a_time = client.get(f"{root}{session.pk}/")
    assert (without_a_time.status_code, problem_of(without_a_time)) == (429, "rate-limited")
    assert "Retry-After" not in without_a_time.headers
    assert "retry_after" not in without_a_time.json()
