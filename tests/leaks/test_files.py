"""The walk over members' files: recordings, posters, captions, transcripts, slides and videos elsewhere, in a folder and on an S3 server."""

from itertools import product

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from maigu_wagtail.members.file_access import address_of
from tests.factories import make_handout, make_recording
from tests.files import bytes_at_gate
from tests.leaks.library import MARK, PASSWORD, everything_of
from tests.leaks.test_pages import CONDITIONS, LOCKED_ADDRESSES, PUBLIC_ADDRESSES, TAILS
from tests.s3_requests import ask_store

pytestmark = pytest.mark.urls("tests.leaks.urls")

WATCH = "/maig-u/civil/watch/"
VIDEO_ID, VIDEO_HASH = "871234567", "c0ffee1234"
EMBED = {"url": f"https://vimeo.com/{VIDEO_ID}/{VIDEO_HASH}", "title": f"{MARK}embed"}
LISTS = [
    *("/api/v2/sessions/?fields=*", "/api/v2/sections/?fields=*", "/api/v2/pages/?fields=*"),
    *("/api/v2/documents/?fields=*", "/api/v2/images/?fields=*"),
    *(f"/search/?all&q={word}" for word in (f"{MARK}transcript", f"{MARK}slides", VIDEO_ID)),
]


@pytest.fixture(params=["private_folder", "s3_storage"], autouse=True)
def place(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def film():
    film = make_recording(
        content=f"{MARK} video".encode(),
        title=f"{MARK}film",
        original_name=f"{MARK}.mp4",
        transcript=f"{MARK}transcript",
    )
    film.poster.save("poster.jpg", ContentFile(f"{MARK} poster".encode()))
    film.captions.create(language="en", label=f"{MARK}label", webvtt=f"WEBVTT\n\n00:00.000 --> 00:02.000\n{MARK} cue\n")
    return film


@pytest.fixture
def slides():
    return make_handout(content=f"{MARK} slides".encode(), title=f"{MARK}slides", original_name=f"{MARK}slides.pdf")


@pytest.fixture
def filled(library, film, slides):
    library.session.members_content = [("recording", film), ("resource", slides), ("video_embed", EMBED)]
    library.session.save_revision().publish()
    library.session.refresh_from_db()
    return library


def gate(film, slides):
    return [address_of(file, name) for file in (film, slides) for name in file.file_names]


def signs_of(film, slides):
    """Everything that would tell an outsider of a file or of where it is."""
    keys = (film.file.name, film.poster.name, slides.file.name)
    return [MARK, VIDEO_ID, VIDEO_HASH, "player.vimeo.com", "X-Amz-", str(film.uid), str(slides.uid), *keys]


def test_member_gets_every_file_and_transcript(filled, member, film, slides):
    page = everything_of(member.get(WATCH))

    for word in (
        f"{MARK}film",
        f"{MARK}transcript",
        f"{MARK}slides",
        f"{VIDEO_ID}?h={VIDEO_HASH}",
        *gate(film, slides),
    ):
        assert word in page.replace("&amp;", "&")
    assert all(MARK.encode() in bytes_at_gate(member, address) for address in gate(film, slides))


def test_file_reveals_nothing_to_outsiders_by_any_method_or_condition(filled, member, outsider, film, slides):
    assert all(MARK.encode() in bytes_at_gate(member, address) for address in gate(film, slides))

    ways = product(gate(film, slides), ("get", "head", "options", "post", "put"), CONDITIONS.values())
    for address, method, headers in ways:
        response = getattr(outsider, method)(address, headers=headers)

        answer = everything_of(response)
        assert response.status_code in ((403,) if method in ("get", "head") else (204, 405))
        assert not {"Location", "ETag", "Last-Modified", "Content-Range", "Accept-Ranges"} & set(response.headers)
        assert not any(sign in answer for sign in signs_of(film, slides))
        assert "private" in response.headers["Cache-Control"]
        assert "no-store" in response.headers["Cache-Control"]


def test_longer_address_of_a_file_returns_nothing(filled, member, outsider, film, slides):
    for address, tail, client in product(gate(film, slides), TAILS, (member, outsider)):
        if not tail.startswith("?"):
            assert bytes_at_gate(client, f"{address}{tail}") is None


def test_pages_and_lists_reveal_no_file_to_outsiders(filled, member, outsider, film, slides):
    assert MARK in everything_of(member.get(WATCH))

    for address in (*PUBLIC_ADDRESSES, *LOCKED_ADDRESSES, *LISTS, f"/api/v2/sessions/{filled.session.pk}/content/"):
        answer = everything_of(outsider.get(address)).replace(address, "")
        assert not any(sign in answer for sign in signs_of(film, slides)), address


def test_document_and_image_lists_have_no_members_files(filled, member, admin_client, film, slides):
    assert MARK.encode() in bytes_at_gate(admin_client, address_of(slides, slides.download_name))

    for client, kind in product((Client(), member, admin_client), ("documents", "images")):
        assert client.get(f"/api/v2/{kind}/?fields=*").json()["meta"]["total_count"] == 0
    for kind in ("documents", "images"):
        assert MARK not in everything_of(admin_client.get(f"/admin/{kind}/"))


def test_stored_file_has_no_other_address_than_the_file_view(filled, member, admin_client, film, slides):
    keys = [film.file.name, film.poster.name, slides.file.name]
    folders = ("/media/", "/static/", "/maigu_recordings/", "/maigu/files/", "/documents/1/")

    for folder, key, client in product(folders, keys, (Client(), member, admin_client)):
        assert client.get(f"{folder}{key}").status_code == 404


def test_members_page_has_no_signed_address(filled, member):
    page = everything_of(member.get(WATCH))

    assert MARK in page
    assert "X-Amz-" not in page
    assert "token=" not in page


def test_signed_api_addresses_end_with_the_password(filled, film):
    door = f"/api/v2/sessions/{filled.session.pk}"
    answer = Client().post(f"{door}/unlock/", {"password": PASSWORD}, content_type="application/json")
    content = Client().get(f"{door}/content/", headers={"X-Maigu-Unlock": answer.json()["token"]}).json()
    (recording,) = [block["value"] for block in content["blocks"] if block["type"] == "recording"]
    address = recording["url"]
    assert MARK.encode() in bytes_at_gate(Client(), address)
    assert bytes_at_gate(Client(), address[:-1] + ("A" if address[-1] != "A" else "B")) is None

    filled.password.rotate(f"{MARK} after the change", earlier="end")

    assert bytes_at_gate(Client(), address) is None


@pytest.mark.parametrize("place", ["s3_storage"], indirect=True)
def test_store_refuses_the_unsigned_address(filled, member, film):
    signed = member.get(address_of(film, film.download_name)).headers["Location"]
    assert MARK.encode() in ask_store(signed).body

    for address in (signed.partition("?")[0], signed.partition("?")[0].rsplit("/", 2)[0] + "/"):
        answer = ask_store(address)
        assert answer.status == 403
        assert MARK.encode() not in answer.body
