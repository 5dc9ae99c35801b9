"""Members' files, and what a visitor gets of them at the gate."""

from django.core.files.base import ContentFile

from maigu_wagtail.members.file_access import address_of
from tests.factories import WEBVTT, make_handout, make_recording, make_session
from tests.s3_requests import ask_store

VIDEO = b"VIDEO-CANARY " * 100
POSTER = b"\xff\xd8\xff POSTER-CANARY"
SLIDES = b"%PDF SLIDES-CANARY"


def make_film(**fields):
    """Keep a recording with a poster and captions."""
    film = make_recording(("en",), content=VIDEO, **fields)
    film.poster.save("poster.jpg", ContentFile(POSTER))
    return film


def make_screening(section, **fields):
    """Add a session with a recording and slides; gives all three."""
    film, slides = make_film(), make_handout(content=SLIDES)
    session = make_session(section, members_content=[("recording", film), ("resource", slides)], **fields)
    return session, film, slides


def addresses(film, slides):
    """Return every address of what these have, with what is there."""
    video, poster, captions = (address_of(film, name) for name in film.file_names)
    return {
        video: VIDEO,
        poster: POSTER,
        captions: WEBVTT.encode(),
        address_of(slides, slides.download_name): SLIDES,
    }


def bytes_at_gate(client, address, **headers):
    """Return what ``client`` gets, following the redirect to the store as a browser does; ``None`` where it gets no file."""
    response = client.get(address, headers=headers)
    if response.status_code == 302:
        answer = ask_store(response.headers["Location"], headers=headers)
        return answer.body if answer.status in (200, 206) else None
    body = all_of(response)
    return body if response.status_code in (200, 206) else None


def all_of(response):
    """Take a response to its end, which closes it; closed by hand, it would take a database's connection along."""
    return b"".join(response) if response.streaming else response.content
