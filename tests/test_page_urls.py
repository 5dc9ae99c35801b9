"""A site that serves pages by a pattern of its own, without ``include(wagtail_urls)``."""

from types import ModuleType

import pytest
from django.test import Client
from django.urls import include, path, re_path
from wagtail.views import serve

from maigu_wagtail.models import SharedPassword

OURS = path("maigu/", include("maigu_wagtail.urls"))
CATCH_ALL = re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve")


@pytest.fixture
def answer_by(settings):
    def answer_by(*patterns):
        settings.ROOT_URLCONF = ModuleType("site_urls")
        settings.ROOT_URLCONF.urlpatterns = patterns

    return answer_by


def unlock(section):
    SharedPassword.objects.create_password(section, "correct horse battery")
    client = Client(enforce_csrf_checks=True)
    return client.post(f"{section.url}unlock/", {"password": "correct horse battery"})


def test_form_cannot_be_sent_to_a_pattern_of_the_site(answer_by, section):
    answer_by(OURS, CATCH_ALL)

    assert unlock(section).status_code == 403
    assert Client().get(f"{section.url}calendar.ics").status_code == 404


def test_form_and_calendar_work_with_the_page_urls_above_it(answer_by, section):
    answer_by(OURS, path("", include("maigu_wagtail.page_urls")), CATCH_ALL)

    assert unlock(section).status_code == 303
    assert Client().get(f"{section.url}calendar.ics").status_code == 200
