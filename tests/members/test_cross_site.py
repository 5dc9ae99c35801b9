import pytest
from django.test import RequestFactory
from wagtail.rich_text import RichText

from maigu_wagtail.members.cross_site import is_cross_site
from maigu_wagtail.models import ClientAttempts, SharedPassword, UnlockCounter
from tests.doors import type_password
from tests.factories import make_session

HOST = "members.example"


def judge(host=HOST, **headers):
    return is_cross_site(RequestFactory().post("/", headers={"Host": host, **headers}))


@pytest.mark.parametrize(
    ("headers", "cross"),
    [
        ({}, False),
        ({"Origin": ""}, False),
        ({"Origin": f"https://{HOST}"}, False),
        ({"Origin": f"http://{HOST}"}, False),
        ({"Origin": f"HTTPS://{HOST.upper()}"}, False),
        ({"Origin": f"https://{HOST}", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Origin": f"https://{HOST}:8443"}, True),
        ({"Origin": f"https://www.{HOST}"}, True),
        ({"Origin": f"https://{HOST}.evil.example"}, True),
        ({"Origin": f"https://evil{HOST}"}, True),
        ({"Origin": f"https://{HOST}@evil.example"}, True),
        ({"Origin": f"https://user@{HOST}"}, True),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": HOST}, True),
        ({"Origin": "https://"}, True),
        ({"Origin": "https://[evil"}, True),
        ({"Origin": "file://"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-site"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "whatever"}, True),
    ],
    ids=lambda value: str(value),
)
def test_cross_site_form_is_recognised_by_browser_headers(headers, cross):
    assert judge(**headers) is cross


@pytest.mark.parametrize(
    ("host", "origin", "cross"),
    [
        (f"{HOST}:8443", f"https://{HOST}:8443", False),
        (f"{HOST}:8443", f"https://{HOST}", True),
        (f"{HOST}:8443", f"https://{HOST}:8444", True),
        ("[::1]:8000", "http://[::1]:8000", False),
    ],
)
def test_port_is_part_of_a_site(host, origin, cross):
    assert judge(host, Origin=origin) is cross


@pytest.mark.parametrize(
    ("origin", "cross"),
    [
        ("https://www.example.org", False),
        ("https://WWW.example.org", False),
        ("http://www.example.org", True),
        ("https://www.example.org:444", True),
        ("https://a.www.example.org", True),
        ("https://a.parts.example.org", False),
        ("https://a.b.parts.example.org", False),
        ("https://parts.example.org.evil.example", True),
        ("https://evilparts.example.org", True),
        ("https://port.example.org:8443", False),
        ("https://port.example.org", True),
        ("null", True),
    ],
)
def test_trusted_origin_may_send_the_form(settings, origin, cross):
    settings.CSRF_TRUSTED_ORIGINS = [
        "https://www.example.org",
        "https://*.parts.example.org",
        "https://port.example.org:8443",
    ]

    assert judge(Origin=origin) is cross


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_cross_site_form_changes_nothing(client, section, headers):
    session = make_session(section, members_content=[("text", RichText("CANARY"))])
    SharedPassword.objects.create_password(section, "correct horse")

    refused = type_password(client, section, "correct horse", headers=headers)

    assert refused.status_code == 403
    assert "This form was sent from another site" in refused.content.decode()
    assert refused.headers["Cache-Control"] == "private, no-store"
    assert not refused.cookies
    assert not ClientAttempts.objects.exists()
    assert not UnlockCounter.objects.exists()
    assert client.get(f"{session.url}watch/").status_code == 403

    type_password(client, section, "correct horse", headers={"Origin": "http://testserver"})
    assert "CANARY" in client.get(f"{session.url}watch/").content.decode()
    assert client.post(f"{section.url}lock/", headers=headers).status_code == 403
    assert "CANARY" in client.get(f"{session.url}watch/").content.decode()


def test_link_from_another_site_leads_to_the_form(client, section):
    response = client.get(f"{section.url}unlock/", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 200


def test_unknown_host_is_refused(client, section, settings):
    settings.ALLOWED_HOSTS = [HOST]
    SharedPassword.objects.create_password(section, "correct horse")

    for host in ("evil.example", "members.example@evil.example", "a" * 300, "[", "\u00e9"):
        response = type_password(client, section, "correct horse", headers={"Host": host})
        assert response.status_code == 400
        assert not response.cookies
