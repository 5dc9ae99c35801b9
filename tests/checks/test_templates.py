import pytest

from maigu_wagtail.checks.templates import (
    GROUPS,
    check_base_template,
    check_blocks,
    check_groups,
    check_template_engine,
)
from tests.checks.found import ids

DJANGOS = "django.template.backends.django.DjangoTemplates"
OTHER = "django.template.backends.dummy.TemplateStrings"


def test_check_reports_a_missing_base_template(settings):
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "nowhere/base.html"

    (message,) = check_base_template()

    assert message.id == "maigu_wagtail.E001"
    assert "nowhere/base.html" in message.msg


@pytest.mark.parametrize(
    ("templates", "expected"),
    [
        ([], ["E021"]),
        ([{"BACKEND": OTHER, "APP_DIRS": True}], ["E021"]),
        ([{"BACKEND": DJANGOS}], ["E021"]),
        ([{"BACKEND": OTHER, "APP_DIRS": True}, {"BACKEND": DJANGOS, "APP_DIRS": True}], []),
        ([{"BACKEND": DJANGOS, "OPTIONS": {"loaders": ["django.template.loaders.app_directories.Loader"]}}], []),
    ],
    ids=["no engine", "another engine", "not looking into apps", "two engines", "loaders"],
)
def test_check_requires_a_django_engine_that_finds_our_templates(settings, templates, expected):
    settings.TEMPLATES = templates

    assert ids([*check_template_engine(), *check_base_template()]) == [f"maigu_wagtail.{name}" for name in expected]


def test_hint_names_the_engine_to_add(site):
    # Django's own admin has a check for it, which not every site installs.
    site.set('INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "django.contrib.admin"]', "TEMPLATES = []")

    said = site.check()

    assert "maigu_wagtail.E021" in said
    assert f'Add {{"BACKEND": "{DJANGOS}", "APP_DIRS": True' in said


@pytest.fixture
def write(settings, tmp_path):
    """Write templates of the site; ``base="…"``, ``maigu_wagtail__layout="…"``."""

    def write(**sources):
        for name, source in sources.items():
            path = tmp_path / f"{name.replace('__', '/')}.html"
            path.parent.mkdir(exist_ok=True)
            path.write_text(source)
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    return write


def blocks(*names):
    return "".join(f"{{% block {name} %}}{{% endblock %}}" for name in names)


COMPLETE = blocks("title", "extra_css", "content")
ADAPTED = "{% extends maigu_base_template %}" + blocks("head", "main")


@pytest.mark.parametrize(
    ("templates", "missing"),
    [
        ({}, []),
        ({"base": COMPLETE}, []),
        ({"base": f"{{% block body %}}{COMPLETE}{{% endblock %}}"}, []),
        ({"base": '{% extends "root.html" %}', "root": COMPLETE}, []),
        (
            {"base": '{% extends "root.html" %}{% block main %}' + COMPLETE + "{% endblock %}", "root": blocks("main")},
            [],
        ),
        ({"base": blocks("title", "content")}, ["extra_css (metadata in the head)"]),
        ({"base": blocks("title", "extra_css")}, ["content (the page itself)"]),
        (
            {"base": '{% extends "root.html" %}' + blocks("head"), "root": blocks("head", "content", "extra_css")},
            ["title (the title)"],
        ),
        (
            {"base": '{% include "part.html" %}', "part": COMPLETE},
            ["content (the page itself)", "extra_css (metadata in the head)", "title (the title)"],
        ),
        ({"base": blocks("head", "main"), "maigu_wagtail__layout": ADAPTED}, []),
        ({"base": blocks("head"), "maigu_wagtail__layout": ADAPTED}, ["main"]),
        (
            {
                "base": COMPLETE,
                "maigu_wagtail__layout": '{% extends "maigu_wagtail/layout.html" %}' + blocks("maigu_head"),
            },
            [],
        ),
        (
            {
                "base": COMPLETE,
                "maigu_wagtail__layout": '{% extends "maigu_wagtail/layout.html" %}' + blocks("maigu_haed"),
            },
            ["maigu_haed"],
        ),
        ({"base": "", "maigu_wagtail__layout": "<html></html>"}, []),
        ({"base": "{% extends request.base %}"}, []),
        ({"base": '{% extends "nowhere.html" %}'}, []),
        ({"base": "{% extends maigu_base_template %}"}, []),
    ],
)
def test_check_names_the_blocks_that_the_base_template_lacks(write, templates, missing):
    write(**templates)

    found = check_blocks()

    assert ids(found) == ["maigu_wagtail.W018"] * bool(missing)
    assert [message.msg.partition("without them: ")[2] for message in found] == [f"{', '.join(missing)}."] * bool(
        missing
    )


def test_check_of_blocks_asks_nothing_of_a_headless_site(write, settings):
    write(base="<p>API</p>")
    settings.ROOT_URLCONF = "maigu_wagtail.urls"

    assert check_blocks() == []


def test_check_of_blocks_says_what_to_do(site, tmp_path):
    site.write("templates/base.html", blocks("page_title", "content_body"))
    site.set(f"TEMPLATES[0]['DIRS'] = [{str(tmp_path / 'templates')!r}]")

    said = site.check()

    assert "The base template 'base.html' lacks blocks that maigu_wagtail/layout.html fills" in said
    assert (
        "has (content_body, page_title), and name that in MAIGU_WAGTAIL_BASE_TEMPLATE, as docs/how-to/override-templates.md shows"
        in said
    )


def test_fault_in_the_base_template_is_an_error(write, settings):
    write(base="{% no_such_tag %}")

    (message,) = [*check_base_template(), *check_blocks()]

    assert message.id == "maigu_wagtail.E022"
    assert "no_such_tag" in message.msg
    settings.ROOT_URLCONF = "maigu_wagtail.urls"
    assert [*check_base_template(), *check_blocks()] == []


@pytest.mark.parametrize(
    ("value", "unknown"),
    [(GROUPS, None), ([], None), (["canonical", "og"], "'og'"), ("open_graph", "'o', 'p', 'e', 'n'")],
)
def test_unknown_group_of_tags_is_an_error(settings, value, unknown):
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE_HAS = value

    found = check_groups()

    assert ids(found) == ["maigu_wagtail.E023"] * bool(unknown)
    assert all(f"does not know: {unknown}" in message.msg for message in found)


RENDER = 'from django.template.loader import get_template; print(get_template("maigu_wagtail/wait.html").render({"maigu_minutes": 3}))'
OVERRIDE = '{% extends "maigu_wagtail/wait.html" %}{% block maigu_content %}<p>Own words</p>{% endblock %}'


@pytest.mark.parametrize("is_before", [True, False])
def test_override_in_an_app_works_where_the_app_is_listed_before_ours(site, is_before):
    site.write("org/__init__.py", "")
    site.write("org/templates/maigu_wagtail/wait.html", OVERRIDE)
    site.write("org/templates/maigu_wagtail/of_the_site.html", "")
    site.set('INSTALLED_APPS = ["org", *INSTALLED_APPS]' if is_before else 'INSTALLED_APPS = [*INSTALLED_APPS, "org"]')

    shown, said = site.run("shell", "--command", RENDER), site.check()

    assert "maigu.css" in shown
    assert ("Own words" in shown) == is_before
    assert ("(maigu_wagtail.W020)" in said) != is_before
    assert ("to no effect, because it is listed after it: maigu_wagtail/wait.html." in said) != is_before
    assert ('Move "org" before "maigu_wagtail" in INSTALLED_APPS.' in said) != is_before
