import logging
from datetime import datetime, timedelta, timezone

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from wagtail.models import ModelLogEntry, PageViewRestriction
from wagtail.rich_text import RichText

from maigu_wagtail.access import audit_log
from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.models import SharedPassword, UnlockCounter, UnlockLink
from tests.doors import CONTENT, is_open, queries_of, type_password
from tests.factories import make_section, make_session

NOW = datetime(2026, 5, 3, 16, tzinfo=timezone.utc)


@pytest.fixture
def session(section):
    return make_session(section, slug="one", members_content=[("text", RichText(f"<p>{CONTENT}</p>"))])


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, "correct horse")


@pytest.fixture
def link(password):
    return password.create_link(label="Spring mailing")


def path_of(link, section=None):
    return f"{section.url}unlock/{link.token}/" if section else link.url().removeprefix("http://localhost")


def says(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


# --- The way in -------------------------------------------------------------------------------------------------------


def test_link_unlocks_with_one_button_and_leads_to_the_section(client, section, session, link):
    page = client.get(path_of(link))
    assert page.status_code == 200
    [button] = BeautifulSoup(page.content, "html.parser").find_all("button")
    assert button.get_text(strip=True) == "Unlock this device"
    assert not is_open(client, session)

    response = client.post(path_of(link))

    assert (response.status_code, response.headers["Location"]) == (303, section.url)
    assert is_open(client, session)


def test_link_leads_to_the_session_that_it_names(client, section, session, password):
    link = password.create_link(session=session)

    response = client.post(path_of(link))

    assert response.headers["Location"] == f"{session.url}watch/?unlocked#maigu-content"
    assert CONTENT in client.get(response.headers["Location"]).content.decode()


def test_link_of_a_session_with_its_own_password_leads_there(client, section, session):
    own = make_session(section, access="own", members_content=[("text", RichText(f"<p>{CONTENT}</p>"))])
    link = SharedPassword.objects.create_password(own, "own words").create_link()

    response = client.post(path_of(link))

    assert response.headers["Location"].startswith(f"{own.url}watch/")
    assert is_open(client, own)
    assert not is_open(client, session)


@pytest.mark.parametrize("change", ["draft", "deleted", "own"])
def test_link_leads_to_the_section_once_its_session_cannot_be_opened(client, section, session, password, change):
    link = password.create_link(session=session)
    if change == "draft":
        session.unpublish()
    elif change == "deleted":
        session.delete()
    else:
        session.access = "own"
        session.save()

    assert client.post(path_of(link)).headers["Location"] == section.url


def test_unlocked_device_is_led_on_at_once(client, section, session, link):
    type_password(client, section, "correct horse")

    response = client.get(path_of(link))

    assert (response.status_code, response.headers["Location"]) == (303, section.url)


def test_link_and_password_of_two_sections_are_kept_together(client, home, section, session, link):
    other = make_section(home)
    there = make_session(other, members_content=[("text", RichText(CONTENT))])
    SharedPassword.objects.create_password(other, "other words")
    type_password(client, other, "other words")

    client.post(path_of(link))

    assert is_open(client, session)
    assert is_open(client, there)


# --- What changes nothing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("purpose", [{}, {"Sec-Purpose": "prefetch"}, {"User-Agent": "Slackbot-LinkExpanding 1.0"}])
def test_looking_at_a_link_changes_nothing(client, session, link, method, purpose):
    response = getattr(client, method)(path_of(link), headers=purpose)

    assert response.status_code == 200
    assert not response.cookies
    link.refresh_from_db()
    assert (link.uses, link.last_used_at) == (0, None)
    assert not UnlockCounter.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(client, session, link, method):
    response = getattr(client, method)(path_of(link))

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert not is_open(client, session)


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_form_of_another_site_shows_the_button_again(client, session, link, headers):
    response = client.post(path_of(link), headers=headers)

    assert response.status_code == 200
    assert b"<form" in response.content
    assert not response.cookies
    assert not is_open(client, session)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "null"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}],
    ids=["older Safari", "page without referrer", "origin"],
)
def test_own_button_works_in_every_browser(client, session, link, headers):
    client.post(path_of(link), headers=headers)

    assert is_open(client, session)


# --- What a link holds ------------------------------------------------------------------------------------------------


def test_responses_are_private_and_send_no_referrer(client, section, link):
    shown, used = client.get(path_of(link)), client.post(path_of(link))

    for response in (shown, used):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert b'<meta name="referrer" content="no-referrer">' in shown.content
    assert link.token not in used.headers["Location"]


def test_page_does_not_contain_the_token_or_the_site_scripts(client, link):
    page = client.get(path_of(link)).content.decode()

    assert link.token not in page
    assert "<script" not in page


def test_link_counts_devices_up_to_its_number(section, session, password):
    link = password.create_link(max_uses=2)
    devices = [Client() for _ in range(3)]

    statuses = [device.post(path_of(link)).status_code for device in devices]

    assert statuses == [303, 303, 403]
    assert [is_open(device, session) for device in devices] == [True, True, False]
    assert "used on as many devices as it was made for" in says(devices[2].get(path_of(link)))
    link.refresh_from_db()
    assert link.uses == 2


def test_same_device_does_not_use_up_a_link(client, section, session, password):
    link = password.create_link(max_uses=1)

    statuses = [client.post(path_of(link)).status_code for _ in range(3)]

    assert statuses == [303, 303, 303]
    link.refresh_from_db()
    assert link.uses == 1


def test_link_expires_to_the_second(client, section, session, password):
    with time_machine.travel(NOW, tick=False) as clock:
        link = password.create_link(expires_at=NOW + timedelta(days=1))
        clock.shift(timedelta(days=1, seconds=-1))
        assert b"<form" in client.get(path_of(link)).content
        clock.shift(1)

        response = client.post(path_of(link))

        assert response.status_code == 403
        assert "only valid for a time, which has passed" in says(response)
        assert not is_open(client, session)


def test_deactivated_link_opens_nothing_new(client, section, session, link, admin_user):
    client.post(path_of(link))
    link.deactivate(user=admin_user)
    other = Client()

    response = other.post(path_of(link))

    assert response.status_code == 403
    assert "deactivated" in says(response)
    assert not is_open(other, session)
    assert is_open(client, session)


@pytest.mark.parametrize(
    "rotate",
    [
        lambda password: password.rotate("new words", earlier="end"),
        lambda password: password.rotate("new words", earlier="run-out"),
        lambda password: password.rotate("new words", earlier="overlap", until=NOW + timedelta(hours=1)),
        lambda password: password.revoke(),
    ],
    ids=["end", "run-out", "overlap", "revoke"],
)
def test_link_ends_with_its_password_and_says_so(client, section, session, rotate):
    with time_machine.travel(NOW, tick=False) as clock:
        password = SharedPassword.objects.create_password(section, "correct horse")
        link = password.create_link()
        assert client.get(path_of(link)).status_code == 200
        rotate(password)
        clock.shift(timedelta(hours=2))

        for response in (client.get(path_of(link)), client.post(path_of(link))):
            assert response.status_code == 403
            assert "The password has changed since the link was made." in says(response)
        assert not is_open(client, session)


def test_link_works_while_the_old_password_overlaps(client, section, session):
    with time_machine.travel(NOW, tick=False):
        password = SharedPassword.objects.create_password(section, "correct horse")
        link = password.create_link()
        password.rotate("new words", earlier="overlap", until=NOW + timedelta(hours=1))

        client.post(path_of(link))

        assert is_open(client, session)


# --- What is no link --------------------------------------------------------------------------------------------------


def spoilt(token):
    key, _dot, signature = token.rpartition(".")
    return {
        "cut": token[:-1],
        "doubled": token + token,
        "upper case": token.upper(),
        "another key": f"{'A' * len(key)}.{signature}",
        "no signature": f"{key}.{'A' * len(signature)}",
        "with a dot": f"{token}.",
    }


@pytest.mark.parametrize("kind", spoilt("a.b"))
def test_spoilt_token_is_not_found(client, section, session, link, kind):
    address = f"{section.url}unlock/{spoilt(link.token)[kind]}/"

    for response in (client.get(address), client.post(address)):
        assert response.status_code == 404
        assert "Open it from the message again" in says(response)
        assert response.headers["Cache-Control"] == "private, no-store"
    assert not is_open(client, session)


def test_token_of_another_section_is_not_found(client, home, section, session, link):
    other = make_section(home)

    assert client.post(path_of(link, other)).status_code == 404
    assert not is_open(client, session)


def test_deleted_link_is_not_found_even_if_its_row_comes_back(client, section, session, link, password):
    token, pk = link.token, link.pk
    link.delete()
    UnlockLink.objects.create(pk=pk, password=password)

    assert client.post(f"{section.url}unlock/{token}/").status_code == 404


def test_token_ends_with_the_secret_key_unless_it_is_a_fallback(client, section, session, link, settings):
    address, old = path_of(link), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert client.post(address).status_code == 404
    settings.SECRET_KEY_FALLBACKS = [old]

    assert client.post(address).status_code == 303


@pytest.mark.parametrize("change", ["slug", "parent"])
def test_link_of_a_section_that_has_moved_leads_to_its_new_address(client, home, section, session, link, change):
    address = path_of(link)
    if change == "slug":
        section.slug = "training"
        section.save()
    else:
        section.move(home.add_child(instance=type(home)(title="Members", slug="members")), pos="last-child")
    cache.clear()

    response = client.get(address, follow=True)

    [(new, status)] = response.redirect_chain
    assert status == 303
    assert new == link.url().removeprefix("http://localhost") or new == link.url()
    assert b"<form" in response.content
    client.post(new)
    assert is_open(client, type(session).objects.get(pk=session.pk))


def test_section_that_is_not_published_has_no_links(client, section, session, link):
    address = path_of(link)
    section.unpublish()

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_restricted_section_is_not_named(client, section, session, link):
    address = path_of(link)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    cache.clear()

    for response in (client.get(address), client.post(address)):
        assert (response.status_code, response.headers["Location"]) == (303, section.url)
        assert not response.cookies


def test_page_below_a_page_called_unlock_is_served(client, home):
    parent = home.add_child(instance=type(home)(title="Unlock", slug="unlock"))
    parent.add_child(instance=type(home)(title="Far below", slug="a-page-of-the-site-itself"))

    assert client.get("/unlock/a-page-of-the-site-itself/").status_code == 200


# --- What is recorded -------------------------------------------------------------------------------------------------


def test_unlocks_by_link_count_for_the_password(client, session, password, link):
    client.post(path_of(link))
    client.post(path_of(link))

    counter = UnlockCounter.objects.get()
    assert (counter.lock, counter.password_key) == (password.lock, password.pk)
    assert (counter.opened, counter.opened_again) == (1, 1)
    link.refresh_from_db()
    assert link.last_used_at


def test_making_and_deactivating_are_logged_without_the_token(password, link, admin_user):
    link.deactivate(user=admin_user)
    link.deactivate(user=admin_user)

    entries = ModelLogEntry.objects.filter(action__startswith="maigu_wagtail.link").order_by("pk")
    assert [entry.action for entry in entries] == [audit_log.LINK_CREATED, audit_log.LINK_DEACTIVATED]
    assert [entry.message for entry in entries] == [
        "Made the unlock link “Spring mailing”",
        "Deactivated the unlock link “Spring mailing”",
    ]
    assert link.key not in "".join(f"{vars(entry)}" for entry in entries)


def test_server_log_does_not_contain_a_token(client, section, session, link, caplog):
    caplog.set_level(logging.DEBUG)
    cut = link.token[:-1]

    assert client.post(f"{section.url}unlock/{cut}/").status_code == 404
    client.put(path_of(link))
    client.post(path_of(link))

    messages = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert "/unlock/" in messages
    assert cut not in messages


def test_link_views_need_a_constant_number_of_queries(section, session, password):
    def visit():
        link = password.create_link(max_uses=5)
        client = Client()
        (_shown, looking), (response, unlocking) = (
            queries_of(lambda: client.get(path_of(link))),
            queries_of(lambda: client.post(path_of(link))),
        )
        assert COOKIE in response.cookies
        return looking, unlocking

    visit()
    first = visit()
    for number in range(3):
        make_session(section, slug=f"more-{number}")
        password.create_link()

    assert visit() == first
