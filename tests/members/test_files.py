"""Who gets a members' file at the gate, on the local default and on an S3 store."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, GroupCollectionPermission, PageViewRestriction
from wagtail.rich_text import RichText

from maigu_wagtail.members.file_access import address_of
from maigu_wagtail.models import Access, SharedPassword
from tests.doors import queries_of, type_password
from tests.factories import WEBVTT, make_handout, make_recording, make_section, make_session
from tests.files import POSTER, VIDEO, addresses, bytes_at_gate, make_film, make_screening

WORDS = "correct horse battery"
METHODS = ("get", "head")


@pytest.fixture(params=["local", "s3"], autouse=True)
def storage(request):
    return request.getfixturevalue({"local": "private_folder", "s3": "s3_storage"}[request.param])


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, WORDS)


@pytest.fixture
def screening(section, password):
    return make_screening(section)


@pytest.fixture
def member(screening, section, client):
    type_password(client, section, WORDS)
    return client


@pytest.fixture
def stranger():
    from django.test import Client

    return Client()


def assert_refused(client, address, status=403):
    """Show that ``client`` gets nothing at ``address``, however it asks."""
    conditions = [
        {},
        {"range": "bytes=0-9"},
        {"range": "bytes=999999999-"},
        {"if-none-match": "*"},
        {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"if-match": '"other"'},
    ]
    for headers in conditions:
        for method in METHODS:
            response = getattr(client, method)(address, headers=headers)

            assert response.status_code == status
            assert response.headers["Cache-Control"] == "private, no-store"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert b"CANARY" not in response.content
            for name in ("Location", "ETag", "Last-Modified", "Content-Range", "Accept-Ranges", "Content-Disposition"):
                assert name not in response.headers


def assert_open(client, *files):
    for address, content in addresses(*files).items():
        assert bytes_at_gate(client, address) == content


def assert_shut(client, *files, status=403):
    for address in addresses(*files):
        assert_refused(client, address, status)


def test_member_gets_every_file_and_a_visitor_none(screening, member, stranger):
    _session, *files = screening

    assert_open(member, *files)
    assert_shut(stranger, *files)


def test_member_gets_a_byte_range(screening, member):
    _session, film, _slides = screening

    assert bytes_at_gate(member, address_of(film, film.download_name), range="bytes=6-11") == b"CANARY"


def test_expired_unlock_opens_nothing(screening, member):
    _session, *files = screening

    assert_open(member, *files)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert_shut(member, *files)


def test_rotation_ends_file_access_with_the_next_request(screening, member, password):
    _session, *files = screening

    assert_open(member, *files)
    password.rotate("a new password", earlier="end")
    assert_shut(member, *files)


def test_grant_in_the_header_opens(screening, member, stranger):
    _session, film, _slides = screening
    token = member.cookies["maigu_unlock_token"].value
    address = address_of(film, film.download_name)

    assert bytes_at_gate(stranger, address, **{"X-Maigu-Unlock": token}) == VIDEO
    assert bytes_at_gate(stranger, address, authorization=f"Bearer {token}") == VIDEO
    assert bytes_at_gate(stranger, address, authorization=f"Bearer {token[:-1]}") is None


def test_member_of_another_section_gets_nothing(home, screening, stranger):
    _session, *files = screening
    other = make_section(home)
    SharedPassword.objects.create_password(other, "another password")
    type_password(stranger, other, "another password")

    assert "maigu_unlock_token" in stranger.cookies
    assert_shut(stranger, *files)


def test_session_with_its_own_password_hides_its_files_from_the_section(section, member, stranger):
    session, *files = make_screening(section, access=Access.OWN)
    SharedPassword.objects.create_password(session, "only this one")

    assert_shut(member, *files)
    type_password(stranger, section, "only this one", next_address=f"{session.url}watch/")
    assert_open(stranger, *files)


def test_public_session_serves_its_files_to_everybody(section, stranger):
    session, *files = make_screening(section, access=Access.PUBLIC)

    assert_open(stranger, *files)
    session.access = Access.SECTION
    session.save()
    assert_shut(stranger, *files)


def test_file_of_two_sessions_opens_through_either(section, home, password, stranger):
    other = make_section(home)
    SharedPassword.objects.create_password(other, "another password")
    film = make_film()
    for parent in (section, other):
        make_session(parent, members_content=[("recording", film)])
    type_password(stranger, other, "another password")

    assert bytes_at_gate(stranger, address_of(film, film.download_name)) == VIDEO


@pytest.mark.parametrize("case", ["never", "draft", "taken out", "unpublished", "deleted"])
def test_file_in_no_live_session_is_not_served(section, password, member, case):
    film = make_film()
    content = [("recording", film)]
    address = address_of(film, film.download_name)
    if case != "never":
        session = make_session(section, live=case != "draft", members_content=content)
    if case in ("taken out", "unpublished", "deleted"):
        assert bytes_at_gate(member, address) == VIDEO
    if case == "taken out":
        session.members_content = [("text", RichText("<p>Notes</p>"))]
        session.save()
    elif case == "unpublished":
        session.unpublish()
    elif case == "deleted":
        session.delete()

    assert_refused(member, address)


def test_draft_of_a_live_session_opens_no_new_file(section, password, member):
    session, _film, _slides = make_screening(section)
    film = make_film()
    session.members_content = [("recording", film)]
    session.save_revision()

    assert_refused(member, address_of(film, film.download_name))


def test_wagtail_page_restriction_comes_first(screening, member, admin_client, stranger):
    session, film, _slides = screening
    address = address_of(film, film.download_name)
    film.is_poster_public = True
    film.save()

    assert bytes_at_gate(member, address) == VIDEO
    PageViewRestriction.objects.create(page_id=session.pk, restriction_type=PageViewRestriction.LOGIN)
    assert_refused(member, address)
    assert_refused(stranger, address_of(film, film.poster_name))
    session.access = Access.PUBLIC
    session.save()
    assert_refused(stranger, address)


@pytest.mark.parametrize("kind", [CollectionViewRestriction.LOGIN, CollectionViewRestriction.GROUPS, "password"])
@pytest.mark.parametrize("access", [Access.SECTION, Access.PUBLIC])
def test_restriction_of_the_collection_comes_first(section, password, member, kind, access):
    collection = Collection.get_first_root_node().add_child(name="Staff")
    below = collection.add_child(name="Below")
    films = [make_film(collection=place) for place in (collection, below)]
    make_session(section, access=access, members_content=[("recording", film) for film in films])

    assert all(bytes_at_gate(member, address_of(film, film.download_name)) == VIDEO for film in films)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind)
    for film in films:
        assert_refused(member, address_of(film, film.download_name))


def test_collection_login_does_not_replace_the_password(section, password, stranger, client):
    collection = Collection.get_first_root_node().add_child(name="Staff")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=CollectionViewRestriction.LOGIN)
    film = make_film(collection=collection)
    make_session(section, members_content=[("recording", film)])
    client.force_login(User.objects.create_user("aide"))

    assert_refused(client, address_of(film, film.download_name))
    type_password(client, section, WORDS)
    assert bytes_at_gate(client, address_of(film, film.download_name)) == VIDEO


def test_poster_is_public_only_on_request(section, password, stranger):
    film = make_film()
    session = make_session(section, members_content=[("recording", film)])
    poster, video, captions = (address_of(film, name) for name in (film.poster_name, *film.file_names[::2]))

    assert_refused(stranger, poster)
    film.is_poster_public = True
    film.save()
    assert bytes_at_gate(stranger, poster) == POSTER
    for address in (video, captions):
        assert_refused(stranger, address)
    session.unpublish()
    assert_refused(stranger, poster)


def editor(*permissions):
    user = User.objects.create_user("editor")
    group = Group.objects.create(name="Film desk")
    user.groups.add(group)
    for codename in permissions:
        permission = Permission.objects.get(codename=codename, content_type__app_label="maigu_wagtail")
        root = Collection.get_first_root_node()
        GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)
    return user


@pytest.mark.parametrize("codename", ["choose_recording", "change_recording"])
def test_staff_who_may_choose_a_file_see_it_before_it_is_published(db, client, codename):
    film = make_film()
    client.force_login(editor(codename))

    assert bytes_at_gate(client, address_of(film, film.download_name)) == VIDEO


@pytest.mark.parametrize("codenames", [[], ["choose_handout"], ["delete_recording"]])
def test_staff_who_may_not_choose_a_file_are_refused(screening, client, codenames):
    _session, film, _slides = screening
    client.force_login(editor(*codenames))

    assert_refused(client, address_of(film, film.download_name))


def test_superuser_sees_every_file(screening, admin_client):
    assert_open(admin_client, *screening[1:])


@pytest.mark.parametrize("who", ["member", "admin_client"])
@pytest.mark.parametrize(
    "name",
    [
        "other.mp4",
        "poster.png",
        "captions-999.vtt",
        "captions-.vtt",
        "captions-0.vtt",
        "captions-01.vtt",
        "x" * 500,
        "%00",
        "..%5c",
    ],
)
def test_wrong_file_name_is_not_found(request, screening, stranger, who, name):
    _session, film, _slides = screening
    address = address_of(film, "name").replace("name", name)

    assert_refused(request.getfixturevalue(who), address, status=404)
    # Who may not have the file is told nothing of its names.
    assert_refused(stranger, address)


def test_captions_of_another_recording_are_not_found(screening, member):
    _session, film, _slides = screening
    other = make_recording(("en",))

    assert_refused(member, address_of(film, other.captions.get().name), status=404)


def test_unknown_file_is_not_found(member, stranger):
    for client in (member, stranger):
        assert_refused(client, f"/maigu/files/{uuid4()}/file.mp4", status=404)


@pytest.mark.parametrize("ending", ["/", "/x.css", "/watch/", ";a.js", ".css", "%0a"])
def test_longer_address_is_not_found(screening, member, ending):
    _session, film, _slides = screening
    address = address_of(film, film.download_name)

    assert bytes_at_gate(member, address) == VIDEO
    assert member.get(f"{address}{ending}").status_code == 404
    assert member.get(address.removesuffix(film.download_name)).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_queries_do_not_grow_with_sessions_or_files(section, password, member, items):
    films = [make_recording(tuple(["en", "es", "fr"][:items]), content=VIDEO) for _number in range(items)]
    for _number in range(items):
        make_session(section, members_content=[("recording", film) for film in films])
    video, *_others, captions = (address_of(films[-1], name) for name in films[-1].file_names)

    # The file, restrictions of its collection, sessions, sections, the password, restrictions of the page.
    assert queries_of(lambda: bytes_at_gate(member, video)) == (VIDEO, 7)
    assert queries_of(lambda: bytes_at_gate(member, captions)) == (WEBVTT.encode(), 8)


@pytest.mark.parametrize("items", [1, 3])
def test_queries_of_a_refusal_do_not_grow(section, password, home, stranger, items):
    film, slides = make_film(), make_handout()
    for _number in range(items):
        make_session(section, members_content=[("recording", film), ("resource", slides)])

    assert queries_of(lambda: stranger.get(address_of(film, film.download_name)).status_code) == (403, 3)
    assert queries_of(lambda: stranger.get(address_of(slides, slides.download_name)).status_code) == (403, 4)
    other = make_section(home)
    SharedPassword.objects.create_password(other, "another password")
    type_password(stranger, other, "another password")
    assert queries_of(lambda: stranger.get(address_of(film, film.download_name)).status_code) == (403, 5)
