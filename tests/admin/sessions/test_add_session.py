from typing import Any

import pytest
import swapper
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Site

from tests.admin.sessions.listing import list_url, text_of
from tests.factories import make_section


def form_url(section: Any) -> str:
    options = swapper.load_model("maigu_wagtail", "SessionPage")._meta
    return f"/admin/pages/add/{options.app_label}/{options.model_name}/{section.pk}/"


@pytest.mark.parametrize("action", ["create", "choose_parent"])
def test_add_opens_the_form_when_there_is_one_section(as_superuser: Client, section: Any, action: str) -> None:
    response = as_superuser.get(list_url(action), follow=True)

    [(address, _status)] = response.redirect_chain
    assert address.partition("?")[0] == form_url(section)
    assert response.status_code == 200
    assert "New: Session" in text_of(response)


def test_add_asks_for_the_section_when_there_are_several(as_superuser: Client, home: Any, section: Any) -> None:
    other_home = home.get_parent().add_child(instance=type(home)(title="Other city", slug="other-city"))
    Site.objects.create(hostname="other.example", root_page=other_home)
    nested = make_section(home.add_child(instance=type(home)(title="Resources", slug="resources")), title="Second")
    there = make_section(other_home)

    response = as_superuser.get(list_url("create"))

    assert response.status_code == 200
    links = BeautifulSoup(response.content, "html.parser").select("ul.listing a")
    assert [link["href"].partition("?")[0] for link in links] == [form_url(s) for s in (section, nested, there)]
    assert [" ".join(link.get_text(" ").split()) for link in links] == [
        f"MAIG U {home.title} · http://localhost/maig-u/",
        f"Second {home.title} › Resources · http://localhost/resources/{nested.slug}/",
        f"MAIG U Other city · http://other.example/{there.slug}/",
    ]


def test_add_takes_an_editor_to_their_only_section(as_editor_of: Any, home: Any, section: Any) -> None:
    make_section(home, title="Elsewhere")

    response = as_editor_of(section).get(list_url("create"), follow=True)

    [(address, _status)] = response.redirect_chain
    assert address.partition("?")[0] == form_url(section)
    assert response.status_code == 200


def test_add_says_what_to_do_without_a_section(as_superuser: Client) -> None:
    response = as_superuser.get(list_url("create"), follow=True)

    assert response.redirect_chain == [(list_url(), 302)]
    assert "There is no section yet that you can add a session to." in text_of(response)
    assert "add a “session section” page under it" in text_of(response)


def test_add_refuses_an_editor_who_may_only_publish(as_editor_of: Any, section: Any) -> None:
    response = as_editor_of(section, "publish").get(list_url("create"), follow=True)

    assert response.redirect_chain == [(list_url(), 302)]
    assert "There is no section yet that you can add a session to." in text_of(response)


def test_publishing_returns_to_the_list(as_superuser: Client, section: Any) -> None:
    form = as_superuser.get(list_url("create"), follow=True)
    fields = {
        "title": "Made by hand",
        "slug": "made-by-hand",
        "date": "2024-05-01",
        "time_zone": "America/New_York",
        "description": "null",
        "access": "section",
        "speakers-count": "1",
        "speakers-0-type": "speaker",
        "speakers-0-order": "0",
        "speakers-0-deleted": "",
        "speakers-0-value-name": "Amara Castillo",
        "members_content-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "action-publish",
        "next": BeautifulSoup(form.content, "html.parser").select_one("input[name=next]")["value"],
    }

    response = as_superuser.post(form_url(section), fields, follow=True)

    assert response.redirect_chain[-1][0] == list_url()
    assert "Made by hand" in text_of(response)
