import pytest
import swapper
from django.test import Client
from django.utils.cache import add_never_cache_headers, patch_cache_control
from wagtail import hooks
from wagtail.models import PageViewRestriction

from maigu_wagtail.models import SharedPassword
from tests.doors import queries_of, type_password
from tests.factories import make_section, make_session


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, "correct horse")


@pytest.fixture
def whole(section):
    return make_page(section, "whole")


def make_page(parent, slug, **fields):
    page_model = swapper.load_model("wagtailcore", "Page")
    return parent.add_child(instance=page_model(title=f"{slug.upper()}-CANARY", slug=slug, **fields))


def shows(client, page, **extra):
    response = client.get(page.url, **extra)
    return response.status_code == 200 and page.title in response.content.decode()


def test_members_only_page_is_served_only_to_members(client, section, whole, password):
    deeper = make_page(whole, "deeper")

    for page in (whole, deeper):
        response = client.get(page.url)
        assert response.status_code == 403
        assert "CANARY" not in response.content.decode()
    type_password(client, section, "correct horse")

    assert [shows(client, page) for page in (whole, deeper)] == [True, True]


def test_members_only_page_is_never_cached_or_indexed(client, section, whole, password):
    locked = client.get(whole.url)
    type_password(client, section, "correct horse")
    unlocked = client.get(whole.url)

    for response in (locked, unlocked):
        assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
        assert response.headers["X-Robots-Tag"] == "noindex"
    assert (locked.status_code, unlocked.status_code) == (403, 200)


def served_with(change):
    """Have ``change`` made to whatever a page serves, as a decorator of a site's own page class may."""

    def wrap(serve_next):
        def serve(page, request, args, kwargs):
            response = serve_next(page, request, args, kwargs)
            change(response)
            return response

        return serve

    return hooks.register_temporarily("on_serve_page", wrap, order=20)


def let_proxies_cache(response):
    patch_cache_control(response, public=True, s_maxage=600)
    response.headers["Surrogate-Control"] = response.headers["CDN-Cache-Control"] = "max-age=600"


def test_site_lifetime_is_taken_off_members_pages_alone(client, section, whole, password):
    session = make_session(section)
    members = (whole.url, f"{session.url}watch/")
    public = (section.url, session.url, f"{section.url}feed/")

    with served_with(let_proxies_cache):
        locked = [client.get(address) for address in members]
        type_password(client, section, "correct horse")
        unlocked = [client.get(address) for address in members]
        shown = [client.get(address) for address in public]

    assert [response.status_code for response in (*locked, *unlocked, *shown)] == [403, 403, 200, 200, 200, 200, 200]
    for response in (*locked, *unlocked):
        # Wagtail adds words of its own to a restricted page, and our mark is a restriction.
        directives = set(response.headers["Cache-Control"].split(", "))
        assert directives - {"max-age=0", "no-cache", "must-revalidate"} == {"private", "no-store"}
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert not {"Surrogate-Control", "CDN-Cache-Control"} & {*response.headers}
    for response in shown:
        assert "s-maxage=600" in response.headers["Cache-Control"]
        assert response.headers["CDN-Cache-Control"] == "max-age=600"


def test_public_page_of_a_site_that_caches_nothing_may_be_indexed(client, section, password):
    with served_with(add_never_cache_headers):
        response = client.get(section.url)

    assert "no-store" in response.headers["Cache-Control"]
    assert "X-Robots-Tag" not in response.headers


def test_members_only_page_is_shown_after_unlocking(client, section, whole, password):
    address = f"{whole.url}?page=2"
    html = client.get(address).content.decode()

    response = type_password(client, section, "correct horse", next_address=f"{address}&unlocked")

    assert f'name="next" value="{address}&amp;unlocked"' in html
    assert response.headers["Location"] == f"{address}&unlocked"
    # The mark has told whether cookies are kept, and goes.
    assert client.get(response.headers["Location"]).headers["Location"] == address


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_members_only_page_reveals_nothing_by_any_method(client, whole, password, method):
    response = getattr(client, method)(whole.url)

    # Wagtail itself says which methods a page has, without looking at the page.
    assert response.status_code == (200 if method == "options" else 403)
    assert method != "options" or response.content == b""
    assert "CANARY" not in response.content.decode() + str(response.headers)


@pytest.mark.parametrize(
    "headers", [{"Range": "bytes=0-9"}, {"If-None-Match": "*"}, {"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"}]
)
def test_members_only_page_reveals_nothing_to_a_conditional_request(client, whole, password, headers):
    response = client.get(whole.url, headers=headers)

    assert response.status_code == 403
    assert "ETag" not in response.headers
    assert "CANARY" not in response.content.decode()


def test_members_only_page_opens_only_with_its_own_section(client, home, section, whole, password):
    other = make_section(home)
    own = make_session(section, access="own")
    for page, text in ((other, "other words"), (own, "own words")):
        SharedPassword.objects.create_password(page, text)
    type_password(client, other, "other words")
    type_password(client, section, "own words", next_address=f"{own.url}watch/")

    assert not shows(client, whole)
    type_password(client, section, "correct horse")
    assert shows(client, whole)


def test_members_only_page_is_locked_again_with_the_next_request(client, section, whole, password):
    type_password(client, section, "correct horse")
    assert shows(client, whole)

    password.revoke()

    response = client.get(whole.url)
    assert response.status_code == 403
    assert "The password has changed." in response.content.decode()
    assert "CANARY" not in response.content.decode()


def test_login_comes_before_the_password(client, admin_client, section, whole, password):
    PageViewRestriction.objects.create(page_id=whole.pk, restriction_type="login")
    type_password(client, section, "correct horse")

    assert client.get(whole.url).status_code == 302
    assert admin_client.get(whole.url).status_code == 403
    type_password(admin_client, section, "correct horse")
    assert shows(admin_client, whole)


def test_restriction_of_the_section_comes_first_too(client, section, whole, password):
    type_password(client, section, "correct horse")
    PageViewRestriction.objects.create(page_id=section.pk, restriction_type="login")

    assert client.get(whole.url).status_code == 302


def test_being_signed_in_does_not_unlock(admin_client, whole, password):
    assert not shows(admin_client, whole)


def test_draft_below_a_section_is_not_found(client, section, password):
    draft = make_page(section, "draft", live=False)
    type_password(client, section, "correct horse")

    assert client.get(f"{section.url}{draft.slug}/").status_code == 404


def test_page_elsewhere_is_served_as_usual(client, home, section, password):
    page = make_page(home, "elsewhere")

    response = client.get(page.url)

    assert shows(client, page)
    assert "X-Robots-Tag" not in response.headers
    assert "no-store" not in response.headers.get("Cache-Control", "")


def test_page_moved_out_of_or_into_a_section_follows_immediately(client, home, section, whole, password):
    page = make_page(home, "elsewhere")
    assert (shows(client, page), shows(client, whole)) == (True, False)

    page.move(section, pos="last-child")
    whole.move(home, pos="last-child")

    page, whole = (type(each).objects.get(pk=each.pk) for each in (page, whole))
    assert (shows(client, page), shows(client, whole)) == (False, False)
    # What leaves a section is for an editor to publish again.
    whole.save_revision().publish()
    assert shows(client, whole)


def test_members_only_page_is_guarded_without_our_restriction(client, section, whole, password):
    assert PageViewRestriction.objects.get().page_id == whole.pk
    type_password(client, section, "correct horse")
    assert shows(client, whole)

    PageViewRestriction.objects.all()._raw_delete("default")

    assert shows(client, whole)
    assert not shows(Client(), whole)


@pytest.mark.parametrize("number", [1, 3])
def test_hook_adds_no_query_to_a_page_outside_every_section(client, home, section, number, monkeypatch):
    from wagtail import hooks

    from maigu_wagtail.members.page_hook import require_unlock

    for position in range(number):
        page = make_page(home, f"page-{position}")
        SharedPassword.objects.create_password(section, f"words {position}")
    client.get(page.url)
    _response, queries = queries_of(lambda: client.get(page.url))

    found = [hook for hook in hooks.get_hooks("on_serve_page") if hook is not require_unlock]
    monkeypatch.setattr(hooks, "get_hooks", lambda name: found if name == "on_serve_page" else [])
    _response, without = queries_of(lambda: client.get(page.url))

    assert queries == without
