from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.admin.passwords.screens import said
from tests.factories import make_session


def add_plain_page(parent: Any) -> Any:
    """Add a page of a type that is not ours."""
    import swapper

    page_model = swapper.load_model("wagtailcore", "Page")
    return parent.add_child(instance=page_model(title="Resources", slug="resources"))


def edited(client: Client, page: Any) -> list[str]:
    return said(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))


def test_editor_sees_that_a_page_below_a_section_is_for_members(as_superuser: Client, section: Any) -> None:
    page = add_plain_page(section)

    [words] = edited(as_superuser, page)

    assert words.startswith("Only members can open this page: it is below “MAIG U”")
    assert PageViewRestriction.objects.get(page_id=page.pk).restriction_type == PageViewRestriction.NONE


def test_editor_of_any_other_page_sees_no_notice(as_superuser: Client, section: Any, home: Any) -> None:
    for page in (section, make_session(section), add_plain_page(home)):
        assert edited(as_superuser, page) == [], page
