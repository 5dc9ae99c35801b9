from datetime import datetime, timedelta, timezone
from io import BytesIO
from itertools import chain, combinations
from typing import Any

import pytest
import time_machine
import zxingcpp
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import Locale

from maigu_wagtail.access import audit_log
from maigu_wagtail.models import SharedPassword, UnlockLink
from tests.admin.passwords.screens import (
    MANAGE,
    READ,
    SECRET,
    SEE,
    cells,
    errors,
    logged,
    make_password,
    make_unreadable,
    said,
    soup,
    url,
    words,
)
from tests.doors import queries_of
from tests.factories import make_section, make_session

NOW = datetime(2026, 5, 3, 16, tzinfo=timezone.utc)
SETS = list(chain.from_iterable(combinations((SEE, READ, MANAGE), size) for size in range(4)))


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def password(section: Any) -> SharedPassword:
    return make_password(section)


@pytest.fixture
def link(password: SharedPassword) -> UnlockLink:
    return password.create_link(label="Spring mailing", max_uses=50)


def at(name: str, link: UnlockLink, *more: str) -> str:
    return reverse(f"maigu_{name}", args=[link.password_id, link.pk, *more])


# --- Who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", SETS, ids=lambda given: "+".join(given) or "none")
def test_each_link_address_needs_its_own_permission(
    as_staff: Any, section: Any, link: UnlockLink, given: tuple[str, ...]
) -> None:
    client = as_staff(*given)
    requests = [
        ("get", url("link_add", link.password), {READ}),
        ("get", at("link", link), {SEE, READ, MANAGE}),
        ("post", at("link", link), {READ}),
        ("get", at("link_code", link, "svg"), {READ}),
        ("get", at("link_code", link, "png"), {READ}),
        ("get", at("link_card", link), {READ}),
        ("get", at("link_deactivate", link), {READ, MANAGE}),
        ("post", at("link_deactivate", link), {READ, MANAGE}),
    ]

    for method, address, enough in requests:
        response = getattr(client, method)(address)

        is_refused = (response.status_code, response.get("Location")) == (302, reverse("wagtailadmin_home"))
        assert is_refused == enough.isdisjoint(given), (method, address, response.status_code)
        UnlockLink.objects.update(deactivated_at=None)


@pytest.mark.parametrize("given", [(SEE,), (MANAGE,), (SEE, MANAGE)])
def test_only_readers_of_passwords_see_the_address(
    as_staff: Any, section: Any, link: UnlockLink, given: tuple[str, ...]
) -> None:
    assert link.token in as_staff(READ).get(at("link", link)).content.decode()

    client = as_staff(*given)
    for address in (at("link", link), url("password", link.password)):
        text = client.get(address).content.decode()
        assert "Spring mailing" in text
        assert link.token not in text


def test_staff_of_one_section_see_no_links_of_another(as_staff: Any, section: Any, home: Any) -> None:
    theirs = make_password(make_section(home)).create_link(label="Theirs")
    client = as_staff(SEE, READ, MANAGE, page=section)

    for address in (at("link", theirs), at("link_code", theirs, "svg"), at("link_card", theirs)):
        assert client.get(address).status_code == 404
    assert client.post(at("link_deactivate", theirs)).status_code == 404


def test_link_of_another_password_is_not_found(as_superuser: Client, section: Any, link: UnlockLink) -> None:
    other = make_password(section, "another good password")

    assert as_superuser.get(reverse("maigu_link", args=[other.pk, link.pk])).status_code == 404


# --- Making one -------------------------------------------------------------------------------------------------------


def test_link_is_made_from_the_page_of_its_password(as_superuser: Client, section: Any, password: Any) -> None:
    session = make_session(section, title="Civil litigation")
    page = as_superuser.get(url("password", password))
    assert "There are no links yet." in words(page)
    assert soup(page).find("a", href=url("link_add", password)).get_text(strip=True) == "Make a link"
    assert [field.name for field in as_superuser.get(url("link_add", password)).context["form"]] == [
        "label",
        "session",
        "expires_at",
        "max_uses",
    ]
    data = {"label": "Spring mailing", "session": session.pk, "expires_at": "2026-06-01 12:00", "max_uses": "50"}

    response = as_superuser.post(url("link_add", password), data, follow=True)

    link = UnlockLink.objects.get()
    assert response.redirect_chain == [(at("link", link), 302)]
    assert said(response) == ["The link “Spring mailing” was made."]
    assert (link.label, link.session_key, link.max_uses) == ("Spring mailing", session.translation_key, 50)
    assert link.created_by.get_username() == "superuser"
    assert logged(password)[-1] == (audit_log.LINK_CREATED, "superuser")
    assert "Leads to Civil litigation" in words(response)
    assert link.url() in words(response)
    assert link.url() == f"{section.full_url}unlock/{link.token}/"


def test_link_of_a_session_password_leads_to_the_session(as_superuser: Client, section: Any) -> None:
    password = make_password(make_session(section, title="Recent cases", access="own"))

    form = as_superuser.get(url("link_add", password)).context["form"]
    page = as_superuser.post(url("link_add", password), {}, follow=True)

    assert "session" not in form.fields
    assert "Leads to Recent cases" in words(page)
    assert f"{section.full_url}unlock/" in words(page)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("expires_at", "2026-05-03 11:00", "That time has passed."),
        ("expires_at", "soon", "Enter a valid date/time."),
        ("max_uses", "0", "greater than or equal to 1"),
        ("max_uses", "-3", "greater than or equal to 1"),
        ("max_uses", "9" * 30, "less than or equal to"),
        ("session", "999999", "Choose a published session of this section"),
        ("label", "x" * 101, "at most 100 characters"),
    ],
)
def test_wrong_entry_is_refused_and_kept(
    as_superuser: Client, password: SharedPassword, field: str, value: str, says: str
) -> None:
    response = as_superuser.post(url("link_add", password), {"label": "Kept", field: value})

    assert says in errors(response)[field]
    assert said(response)[0].startswith("The link was not made.")
    if field != "label":
        assert 'value="Kept"' in response.content.decode()
    assert not UnlockLink.objects.exists()


@pytest.mark.parametrize("kind", ["draft", "own", "elsewhere"])
def test_session_that_the_link_could_not_open_is_refused(
    as_superuser: Client, home: Any, section: Any, password: SharedPassword, kind: str
) -> None:
    session = make_session(make_section(home) if kind == "elsewhere" else section)
    if kind == "draft":
        session.unpublish()
    elif kind == "own":
        session.access = "own"
        session.save()

    response = as_superuser.post(url("link_add", password), {"session": session.pk})

    assert "Choose a published session" in errors(response)["session"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_password_no_longer_in_use_has_no_new_links(
    as_superuser: Client, password: SharedPassword, method: str
) -> None:
    password.revoke()

    response = getattr(as_superuser, method)(url("link_add", password), follow=True)

    assert said(response) == ["This password is no longer in use, so it can have no new links."]
    assert "Make a link" not in words(response)
    assert not UnlockLink.objects.exists()


# --- Sharing it -------------------------------------------------------------------------------------------------------


def test_message_has_the_link_and_on_request_the_password(as_superuser: Client, link: UnlockLink) -> None:
    shown = as_superuser.get(at("link", link))
    message = soup(shown).find(id="maigu-message-1").get_text()
    assert link.url() in message
    assert SECRET not in shown.content.decode()
    assert (audit_log.READ, "superuser") not in logged(link.password)

    both = as_superuser.post(at("link", link))

    message = soup(both).find(id="maigu-message-1").get_text()
    assert link.url() in message
    assert f"The password: {SECRET}" in message
    assert logged(link.password)[-1] == (audit_log.READ, "superuser")
    for response in (shown, both):
        assert "no-store" in response["Cache-Control"]


def test_link_can_be_shared_while_the_password_cannot_be_read(as_superuser: Client, link: UnlockLink) -> None:
    make_unreadable(link.password)

    response = as_superuser.post(at("link", link))

    assert link.url() in soup(response).find(id="maigu-message-1").get_text()
    assert said(response) == ["The password cannot be read, so only the link can be shared."]


@pytest.mark.urls("tests.urls_i18n")
def test_link_message_code_and_card_exist_in_each_language(
    as_superuser: Client, settings: Any, home: Any, section: Any, link: UnlockLink
) -> None:
    settings.WAGTAIL_I18N_ENABLED = True
    spanish = Locale.objects.create(language_code="es")
    home.copy_for_translation(spanish).save_revision().publish()
    translated = section.copy_for_translation(spanish)
    translated.save_revision().publish()

    page = soup(as_superuser.get(at("link", link)))
    card = as_superuser.get(f"{at('link_card', link)}?language=es")

    assert page.find(id="maigu-link-2").get_text() == f"{translated.full_url}unlock/{link.token}/"
    assert "Las grabaciones" in page.find(id="maigu-message-2").get_text()
    assert "Escanee el código" in card.content.decode()
    assert "/es/" in translated.full_url
    codes = [as_superuser.get(f"{at('link_code', link, 'svg')}?language={code}").content for code in ("en", "es")]
    assert codes[0] != codes[1]
    assert as_superuser.get(f"{at('link_card', link)}?language=fr").status_code == 404


def test_qr_code_holds_only_the_link(as_superuser: Client, link: UnlockLink) -> None:
    image = as_superuser.get(at("link_code", link, "png")).content

    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(image)).convert("L"))

    assert code.text == link.url()


@pytest.mark.parametrize(("kind", "starts"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_qr_code_is_downloaded_under_the_label(
    as_superuser: Client, link: UnlockLink, kind: str, starts: bytes
) -> None:
    shown = as_superuser.get(at("link_code", link, kind))
    downloaded = as_superuser.get(f"{at('link_code', link, kind)}?download")

    assert shown.content.startswith(starts)
    assert "Content-Disposition" not in shown.headers
    assert downloaded["Content-Disposition"] == f'attachment; filename="spring-mailing.{kind}"'
    assert "no-store" in shown["Cache-Control"]


def test_card_names_the_section_and_the_end(as_superuser: Client, section: Any, password: SharedPassword) -> None:
    link = password.create_link(expires_at=NOW + timedelta(days=30))

    card = as_superuser.get(at("link_card", link))

    text = " ".join(soup(card).find(class_="card").get_text(" ").split())
    assert text.startswith("MAIG U")
    assert "Valid until June 2, 2026." in text
    assert link.token not in card.content.decode()


# --- How it goes on ---------------------------------------------------------------------------------------------------


def test_list_shows_the_state_and_use_of_each_link(as_superuser: Client, section: Any, password: Any) -> None:
    used = password.create_link(label="Used", max_uses=1)
    Client().post(f"{section.url}unlock/{used.token}/")
    password.create_link(label="Old", expires_at=NOW + timedelta(hours=1)).deactivate()
    password.create_link(label="New", max_uses=50, expires_at=NOW + timedelta(days=1))

    rows = cells(as_superuser.get(url("password", password)))

    assert rows == [
        ["New", "Active until May 4, 2026, noon", "0 of 50 devices"],
        ["Old", "Deactivated May 3, 2026, noon", "No device"],
        ["Used", "Used up", "1 of 1 device, last on May 3, 2026"],
    ]


def test_deactivating_says_what_happens_first(as_superuser: Client, link: UnlockLink) -> None:
    assert "Devices that it has unlocked stay unlocked." in words(as_superuser.get(at("link_deactivate", link)))
    link.refresh_from_db()
    assert link.deactivated_at is None

    response = as_superuser.post(at("link_deactivate", link), follow=True)

    link.refresh_from_db()
    assert link.deactivated_at == NOW
    assert said(response) == ["The link “Spring mailing” was deactivated."]
    assert logged(link.password)[-1] == (audit_log.LINK_DEACTIVATED, "superuser")
    page = as_superuser.get(at("link", link))
    assert "This link no longer works." in words(page)
    assert link.token not in page.content.decode()
    for name, more in (("link_code", ("svg",)), ("link_card", ())):
        assert as_superuser.get(at(name, link, *more)).status_code == 404


def test_link_pages_need_a_constant_number_of_queries(as_superuser: Client, section: Any, password: Any) -> None:
    def visit() -> tuple[int, int]:
        link = password.links.first()
        return (
            queries_of(lambda: as_superuser.get(url("password", password)))[1],
            queries_of(lambda: as_superuser.get(at("link", link)))[1],
        )

    password.create_link(label="One")
    visit()
    first = visit()
    for number in range(3):
        password.create_link(label=f"More {number}")

    assert visit() == first


@pytest.mark.parametrize("name", ["password_change", "password_revoke"])
def test_links_that_end_with_the_password_are_counted_first(
    as_superuser: Client, password: SharedPassword, name: str
) -> None:
    assert "unlock link" not in words(as_superuser.get(url(name, password)))
    password.create_link().deactivate()
    password.create_link()
    one = words(as_superuser.get(url(name, password)))
    password.create_link()
    two = words(as_superuser.get(url(name, password)))

    assert "1 active unlock link ends with it." in one
    assert "2 active unlock links end with it." in two
