import json

import pytest

from maigu_wagtail.models import WatchCounter
from tests.api.calls import problem_of
from tests.factories import make_handout, make_recording, make_section, make_session

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.usefixtures("private_folder")]


@pytest.fixture(autouse=True)
def _on(settings):
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = True


@pytest.fixture
def film():
    return make_recording()


@pytest.fixture
def session(section, film):
    return make_session(section, members_content=[("recording", film), ("resource", make_handout())])


@pytest.fixture
def token(api, session, password):
    return api.unlock(session).json()["token"]


def send(api, session, body, token="", content_type="application/json", **headers):
    sent = {"X-Maigu-Unlock": token} if token else {}
    address = f"{api.root}{getattr(session, 'pk', session)}/watched/"
    text = body if isinstance(body, str) else json.dumps(body)
    return api.client.post(address, text, content_type=content_type, headers={**sent, **headers})


def counted():
    return list(WatchCounter.objects.values_list("started", "half", "finished"))


def test_recording_of_the_content_can_be_reported(api, session, film, token):
    recording = api.content(session, token).json()["blocks"][0]["value"]

    response = send(api, session, {"recording": recording["uid"], "reached": "half"}, token)

    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Cache-Control"] == "private, no-store"
    row = WatchCounter.objects.get()
    assert (row.file, row.started, row.half, row.finished) == (film.uid, 1, 1, 0)


def test_device_counts_once_and_not_if_it_declines(api, session, film, token):
    report = {"recording": str(film.uid), "reached": "started"}
    assert send(api, session, report, token, **{"sec-gpc": "1"}).status_code == 204
    assert counted() == []

    for _time in range(2):
        assert send(api, session, report, token).status_code == 204
    assert counted() == [(1, 0, 0)]


def test_content_says_whether_reports_are_counted(api, section, session, token, film, settings):
    open_session = make_session(section, access="public", members_content=[("recording", film)])

    assert api.content(session, token).json()["is_counted"] is True
    assert api.content(session, token, DNT="1").json()["is_counted"] is False
    assert api.content(open_session).json()["is_counted"] is False
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = False
    assert api.content(session, token).json()["is_counted"] is False


def test_report_needs_a_token_for_the_session(api, session, film, token, home):
    report = {"recording": str(film.uid), "reached": "started"}
    other = make_session(make_section(home))

    refused = {
        "unlock-required": send(api, session, report),
        "token-invalid": send(api, other, report, token),
        "not-found": send(api, 987654, report, token),
    }

    assert {problem_of(response): response.status_code for response in refused.values()} == {
        "unlock-required": 401,
        "token-invalid": 401,
        "not-found": 404,
    }
    assert refused["unlock-required"].json()["unlock_url"].endswith(f"/sessions/{session.pk}/unlock/")
    assert counted() == []


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"recording": None}, ["/recording"]),
        ({"recording": "00000000-0000-0000-0000-000000000000"}, ["/recording"]),
        ({"reached": "downloads"}, ["/reached"]),
        ({"recording": 1, "reached": 10**9}, ["/recording", "/reached"]),
    ],
)
def test_invalid_report_says_what_is_wrong(api, session, film, token, change, pointers):
    response = send(api, session, {"recording": str(film.uid), "reached": "started", **change}, token)

    assert problem_of(response) == "validation"
    assert [error["pointer"] for error in response.json()["errors"]] == pointers
    assert counted() == []


def test_unreadable_report_is_refused(api, session, film, token):
    assert problem_of(send(api, session, "x", token)) == "malformed"
    assert problem_of(send(api, session, json.dumps("x" * 2000), token)) == "malformed"
    assert problem_of(send(api, session, {}, token, content_type="text/plain")) == "unsupported-media-type"


def test_report_by_cookie_is_refused_from_another_site(api, session, film, password):
    api.unlock(session, mode="cookie")
    report = {"recording": str(film.uid), "reached": "started"}

    assert problem_of(send(api, session, report, origin="https://evil.example")) == "cross-site"
    assert send(api, session, report, origin="http://testserver").status_code == 204
    assert counted() == [(1, 0, 0)]


def test_download_by_a_signed_address_is_counted_once(api, session, token):
    slides = api.content(session, token).json()["blocks"][1]["value"]

    for _time in range(2):
        assert b"".join(api.client.get(slides["url"]))

    assert list(WatchCounter.objects.values_list("downloads", flat=True)) == [1]
