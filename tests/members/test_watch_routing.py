"""Whatever Wagtail asks on the way to a page is asked on the way to the watch page."""

import pytest
import swapper
from django.contrib.auth.models import Group, User
from django.http import Http404, HttpResponse
from wagtail import hooks
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Locale, PageViewRestriction, Site
from wagtail.rich_text import RichText

from maigu_wagtail.models import Access, SharedPassword
from tests.doors import CONTENT, is_open, make_page, type_password
from tests.factories import make_section, make_session

PASSWORD = "correct horse"


@pytest.fixture
def session(section):
    SharedPassword.objects.create_password(section, PASSWORD)
    return make_session(section, slug="one", members_content=[("text", RichText(f"<p>{CONTENT}</p>"))])


@pytest.fixture
def member(client, section, session):
    type_password(client, section, PASSWORD)
    assert is_open(client, session)
    return client


@pytest.fixture
def hook(monkeypatch):
    def register(name, function, order=0):
        registered = [*hooks.get_hooks(name)]
        monkeypatch.setattr(hooks, "get_hooks", lambda asked: _with(function, registered, asked, name))

    original = hooks.get_hooks

    def _with(function, registered, asked, name):
        return [*registered, function] if asked == name else original(asked)

    return register


def test_before_serve_hook_may_respond(member, session, hook):
    seen = []
    hook("before_serve_page", lambda page, request, args, kwargs: seen.append(page) or HttpResponse("closed today"))

    response = member.get(f"{session.url}watch/")

    assert response.content == b"closed today"
    assert seen == [session]


def test_on_serve_hook_is_called(member, session, hook):
    def count(serve_next):
        def serve_page(page, request, args, kwargs):
            response = serve_next(page, request, args, kwargs)
            response["X-Served"] = page.slug
            return response

        return serve_page

    hook("on_serve_page", count)

    response = member.get(f"{session.url}watch/")

    assert (response.status_code, response["X-Served"]) == (200, "one")


@pytest.mark.parametrize("place", ["home", "section", "session"])
@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_restriction_is_checked_first(member, home, section, session, place, kind):
    page = {"home": home, "section": section, "session": session}[place]
    restriction = PageViewRestriction.objects.create(page_id=page.pk, restriction_type=kind)
    group = Group.objects.create(name="Mayors")
    restriction.groups.add(group)

    response = member.get(f"{session.url}watch/")

    assert CONTENT not in response.content.decode()
    if kind == "password":
        assert response.context["form"].fields["password"]
        return
    assert response.status_code == 302
    user = User.objects.create_user("mayor")
    user.groups.add(group)
    member.force_login(user)
    assert is_open(member, session)


def test_restriction_of_the_original_applies_to_an_alias(member, home, section, session):
    alias = CreatePageAliasAction(
        session, parent=make_section(home, slug="other"), update_slug="alias", user=None
    ).execute(skip_permission_checks=True)
    assert is_open(member, alias)

    PageViewRestriction.objects.create(page_id=session.pk, restriction_type="login")

    assert [member.get(f"{page.url}watch/").status_code for page in (alias, session)] == [302, 302]


def test_unpublished_session_is_not_found(member, session):
    session.unpublish()

    assert member.get(f"{session.url}watch/").status_code == 404


# --- Pages on the way that have a say ---------------------------------------------------------------------------------


def refuse(self, request, path_components):
    raise Http404("This page leads nowhere.")


@pytest.mark.parametrize("depth", [0, 1])
def test_parent_with_its_own_routing_is_respected(client, home, session, monkeypatch, depth):
    above = make_page(home, "above") if depth else home
    section = make_section(above, slug="second")
    far = make_session(section, slug="one", access=Access.PUBLIC, members_content=[("text", RichText(CONTENT))])
    assert is_open(client, far)

    monkeypatch.setattr(above.specific_class, "route", refuse)

    assert client.get(f"{far.url}watch/").status_code == 404


@pytest.mark.parametrize("name", ["SessionIndexPage", "SessionPage"])
def test_custom_session_class_with_its_own_routing_is_respected(member, session, monkeypatch, name):
    monkeypatch.setattr(swapper.load_model("maigu_wagtail", name), "route", refuse, raising=False)

    assert member.get(f"{session.url}watch/").status_code == 404


def test_stale_url_path_is_not_served(member, home, section, session):
    page_model = swapper.load_model("wagtailcore", "Page")
    # As an import may leave it: the address that is kept is not the one that the slugs make.
    page_model.objects.filter(pk=section.pk).update(url_path=f"{home.url_path}claimed/")

    assert member.get("/claimed/one/watch/").status_code == 404
    assert member.get("/maig-u/one/watch/").status_code == 200


# --- Sites and languages ----------------------------------------------------------------------------------------------


def test_session_of_another_site_is_not_found_here(client, home, section, session):
    page_model = swapper.load_model("wagtailcore", "Page")
    other_root = home.get_parent().add_child(instance=page_model(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page_id=other_root.pk)
    there = make_session(
        make_section(other_root, slug="maig-u"),
        slug="there",
        access=Access.PUBLIC,
        members_content=[("text", RichText(CONTENT))],
    )

    def statuses(host):
        return [client.get(f"/maig-u/{slug}/watch/", headers={"Host": host}).status_code for slug in ("one", "there")]

    assert there.live
    assert (statuses("testserver"), statuses("other.example")) == ([403, 404], [404, 200])


def test_section_as_site_root_has_its_sessions_there(client, home):
    root = make_section(home.get_parent(), slug="root")
    Site.objects.create(hostname="members.example", root_page_id=root.pk)
    make_session(root, slug="one")

    assert client.get("/one/watch/", headers={"Host": "members.example"}).status_code == 403


def test_translated_session_is_found_below_its_language_code(client, settings, home, section, session):
    settings.WAGTAIL_I18N_ENABLED = True
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Spanish")]
    settings.ROOT_URLCONF = "tests.urls_i18n"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
    spanish = Locale.objects.create(language_code="es")
    for page in (home, section, session):
        translated = page.copy_for_translation(spanish)
        translated.title = f"{page.title} en español"
        type(page).objects.get(pk=translated.pk).save_revision().publish()
    type_password(client, section, PASSWORD)

    pages = [client.get(f"/{code}/maig-u/one/watch/").context["page"] for code in ("en", "es")]

    assert [page.locale.language_code for page in pages] == ["en", "es"]


# --- Other pages at such an address -----------------------------------------------------------------------------------


def test_page_called_watch_elsewhere_still_works(client, home, section):
    page = make_page(make_page(home, "films"), "watch")
    below = make_page(page, "watch")
    top = make_page(home, "watch")

    for each in (page, below, top):
        assert client.get(each.url).context["page"].pk == each.pk
        assert client.get(f"{each.url}more/").status_code == 404


def test_address_without_a_slash_redirects_to_the_one_with_it(client, session):
    response = client.get("/maig-u/one/watch")

    assert (response.status_code, response["Location"]) == (301, "/maig-u/one/watch/")
