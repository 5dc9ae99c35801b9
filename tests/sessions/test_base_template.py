"""The base template of a site with two template engines."""

from importlib.util import find_spec

import pytest
from bs4 import BeautifulSoup
from django.template import TemplateSyntaxError
from django.test import Client
from django.urls import reverse

from maigu_wagtail.checks.templates import check_base_template
from maigu_wagtail.models import SharedPassword
from tests.checks.found import ids
from tests.factories import make_session

JINJA2 = "django.template.backends.jinja2.Jinja2"
PLAIN = "django.template.backends.dummy.TemplateStrings"
# Django's engine cannot compile the call.
JINJA2_BASE = "<body id='site'>{{ request.build_absolute_uri('/') }}{% block content %}{% endblock %}</body>"
DJANGO_BASE = "<body id='site'>{% block content %}{% endblock %}</body>"
ENGINES = [
    PLAIN,
    pytest.param(JINJA2, marks=pytest.mark.skipif(find_spec("jinja2") is None, reason="Jinja2 is not installed")),
]


@pytest.fixture
def write(tmp_path):
    def write(folder, name, source):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(source)

    return write


@pytest.fixture(params=ENGINES)
def use_two_engines(request, settings, tmp_path):
    """Put another engine, which looks into ``other``, before or after Django's, which looks into ``django_dir``."""

    def use_two_engines(is_first=True, django_dir="django"):
        other = {"BACKEND": request.param, "DIRS": [tmp_path / "other"]}
        django = {**settings.TEMPLATES[0], "DIRS": [tmp_path / django_dir]}
        settings.TEMPLATES = [other, django] if is_first else [django, other]

    return use_two_engines


def is_in_the_sites_base(response):
    assert response.status_code in (200, 403)
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.h1
    return soup.select_one("#site .maigu") is not None


@pytest.mark.parametrize("is_first", [True, False])
def test_pages_use_our_base_where_the_site_has_one_for_another_engine(section, use_two_engines, write, is_first):
    write("other", "base.html", JINJA2_BASE)
    use_two_engines(is_first)
    session = make_session(section)
    SharedPassword.objects.create_password(section, "correct horse battery")
    client = Client()

    locked = [section.url, session.url, f"{session.url}watch/", f"{section.url}unlock/"]
    problem = reverse("maigu_wagtail:problem", args=["unlock-required"])
    answers = [client.get(path) for path in [*locked, problem]]
    client.post(f"{section.url}unlock/", {"password": "correct horse battery"})
    answers.append(client.get(f"{session.url}watch/"))

    assert [is_in_the_sites_base(answer) for answer in answers] == [False] * 6
    assert ids(check_base_template()) == ["maigu_wagtail.W017"]


@pytest.mark.parametrize("is_first", [True, False])
def test_pages_use_the_base_of_django_where_both_engines_have_one(client, section, use_two_engines, write, is_first):
    write("other", "base.html", JINJA2_BASE)
    write("django", "base.html", DJANGO_BASE)
    use_two_engines(is_first)

    assert is_in_the_sites_base(client.get(section.url))
    assert check_base_template() == []


def test_pages_use_our_base_where_both_engines_look_into_one_folder(client, section, use_two_engines, write):
    write("other", "base.html", JINJA2_BASE)
    use_two_engines(django_dir="other")

    assert not is_in_the_sites_base(client.get(section.url))
    assert ids(check_base_template()) == ["maigu_wagtail.W017"]


def test_named_base_for_another_engine_is_reported_and_replaced(client, section, use_two_engines, write, settings):
    write("other", "org.html", JINJA2_BASE)
    use_two_engines()
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "org.html"

    assert not is_in_the_sites_base(client.get(section.url))
    assert ids(check_base_template()) == ["maigu_wagtail.W017"]


def test_fault_in_the_base_is_not_hidden(client, section, settings, tmp_path):
    (tmp_path / "base.html").write_text("{% no_such_tag %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    with pytest.raises(TemplateSyntaxError, match="no_such_tag"):
        client.get(section.url)
