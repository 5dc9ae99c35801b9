"""More faults: views of a site that show members' content in a form in which it does not look like itself."""

import base64
import gzip
import html
import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.text import slugify

from tests.management.leak_faults import Make, fault
from tests.management.leaking_site import TRANSCRIPT

WORDS = TRANSCRIPT.split()
LINES = [" ".join(WORDS[start : start + 9]) for start in range(0, len(WORDS), 9)]


def show(make: Make, body: Any, kind: str = "text/html", **headers: str) -> None:
    """Add a view that answers with ``body``."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    make.add_view("shown/", lambda request: HttpResponse(body, content_type=kind, headers=names))


@fault("text for members", "GET /shown/")
def escaped_json_in_an_attribute(make: Make) -> None:
    show(make, f'<div data-player="{html.escape(json.dumps({"text": json.dumps(TRANSCRIPT)}))}"></div>')


@fault("text for members", "GET /shown/")
def words_broken_by_highlights(make: Make) -> None:
    show(make, " ".join(f"{word[:2]}<mark>{html.escape(word[2:])}</mark>" for word in WORDS))


@fault("text for members", "GET /shown/")
def capitals_with_breaks_and_soft_hyphens(make: Make) -> None:
    lines = (line.upper().replace("NI", "N&shy;I") for line in map(html.escape, LINES))
    show(make, "<br>".join(lines))


@fault("text for members", "GET /shown/")
def lines_with_their_times_as_json(make: Make) -> None:
    lines = [{"start": number, "end": number + 0.9, "text": line} for number, line in enumerate(LINES)]
    make.add_view("shown/", lambda request: JsonResponse({"lines": lines}))


@fault("text for members", "GET /shown/")
def captions_as_a_download(make: Make) -> None:
    times = "00:00:0{0},000 --> 00:00:0{0},900"
    cues = "\n\n".join(f"{number}\n{times.format(number)}\n{line}" for number, line in enumerate(LINES))
    show(make, cues, "application/octet-stream")


@fault("text for members", "GET /shown/")
def transcript_in_a_gzip_file(make: Make) -> None:
    show(make, gzip.compress(TRANSCRIPT.encode()), "application/gzip")


@fault("text for members", "GET /shown/")
def transcript_as_base64(make: Make) -> None:
    show(make, f"<div data-state='{base64.b64encode(json.dumps([TRANSCRIPT]).encode()).decode()}'></div>")


@fault("text for members", "GET /shown/")
def video_sitemap_with_the_transcript(make: Make) -> None:
    text = TRANSCRIPT.replace("dealer", "<b>dealer</b>")
    show(make, f"<url><video:description><![CDATA[{text}]]></video:description></url>", "application/xml")


@fault("text for members", "GET /shown/")
def slug_of_the_transcript(make: Make) -> None:
    show(make, f"<h2 id='{slugify(TRANSCRIPT)}'>Records</h2>")


@fault("private file", "GET /shown/")
def podcast_with_the_file(make: Make) -> None:
    address = f"https://cdn.example.org/{make.site.recording.uid}.mp4"
    show(make, f'<rss><item><enclosure url="{address}"/></item></rss>', "application/rss+xml")


@fault("text for members", "in a header")
def transcript_in_a_cookie(make: Make) -> None:
    def view(request: Any) -> HttpResponse:
        response = HttpResponse("Hello.")
        response.set_cookie("seen", TRANSCRIPT.encode("ascii", "ignore").decode())
        return response

    make.add_view("shown/", view)


@fault("text for members", "in a header")
def transcript_in_an_encoded_header(make: Make) -> None:
    show(make, "Hello.", X_Summary=TRANSCRIPT)


@fault("title of", "in a header")
def title_in_a_link_header(make: Make) -> None:
    show(make, "Hello.", Link="</films/Part%20one%3A%20the%20records%20of%20dealers.mp4>; rel=preload")
