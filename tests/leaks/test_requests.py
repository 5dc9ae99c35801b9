"""The walk over everything that could give away who has asked for the password, or whom a section trusts."""

from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from tests.api.calls import APIS
from tests.leaks.library import MARK, everything_of
from tests.requests import make_request

pytestmark = pytest.mark.urls("tests.leaks.urls")

TYPED = {name: f"{MARK}{name}" for name in ("name", "organisation", "role", "message")}
DOMAIN = f"{MARK.lower().replace('-', '')}.example"
PUBLIC = [
    *("/maig-u/", f"/maig-u/?q={MARK}", "/maig-u/feed/", "/maig-u/calendar.ics", "/maig-u/civil/", "/maig-u/unlock/"),
    *("/maig-u/request/", "/maig-u/request/?sent", "/sitemap.xml", f"/search/?q={MARK}", "/admin/api/main/pages/"),
    *("/api/v2/pages/", "/api/v2/sections/", *APIS, *(root.replace("sessions", "sections") for root in APIS)),
]


@pytest.fixture
def asked(library):
    """Have the section offer its form to trusted domains, and keep a request of somebody there."""
    section = library.section
    section.offers_request_form = True
    section.trusted_domains = DOMAIN
    section.request_addresses = f"staff@{DOMAIN}"
    section.save()
    asked = make_request(section, **TYPED, email=f"asker@{DOMAIN}", answers=[["Why?", f"{MARK}answer"]])
    asked.link = library.password.create_link(label=f"{MARK}label")
    asked.save()
    return asked


def without_query(text):
    """Return ``text`` without what was searched for."""
    return text.replace(f'value="{MARK}"', "").replace(f"<bdi>{MARK}</bdi>", "").replace(f"?q={MARK}", "")


def test_staff_see_a_request_and_nobody_else(library, asked, member, outsider, admin_client):
    seen = everything_of(admin_client.get(reverse("maigu_request", args=[asked.pk])))
    assert [text for text in (*TYPED.values(), f"{MARK}answer", asked.email) if text not in seen] == []
    details = [f"/api/v2/pages/{library.section.pk}/", f"/admin/api/main/pages/{library.section.pk}/"]
    details += [f"{root.replace('sessions', 'sections')}{library.section.pk}/" for root in APIS]

    for visitor in (Client(), member, outsider):
        for address in [*PUBLIC, *(f"{address}{look}" for address, look in product(details, ("", "?fields=*")))]:
            text = without_query(everything_of(visitor.get(address)))
            assert MARK not in text, address
            assert DOMAIN not in text, address
        for address in (reverse("maigu_requests"), reverse("maigu_request", args=[asked.pk])):
            assert MARK not in everything_of(visitor.get(address)), address
