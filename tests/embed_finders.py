"""Providers of videos as a site may have them; none is asked over a network."""

import requests
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.base import EmbedFinder

GOOD = "https://talks.example.org/watch/1"
WITH_SCRIPT = "https://talks.example.org/watch/script"
UNKNOWN = "https://talks.example.org/watch/unknown"
DOWN = "https://down.example.org/watch/1"
FRAME = "https://player.example.org/1?color=blue&x=1"

ANSWERS = {
    GOOD: f'<div class="x"><iframe src="{FRAME.replace("&", "&amp;")}" onload="alert(1)"></iframe></div>',
    WITH_SCRIPT: f'<blockquote>Talk</blockquote><script src="{FRAME}"></script>',
}
asked: list[str] = []


class Talks(EmbedFinder):
    """Knows two talks; one of its servers is down."""

    def accept(self, url):
        return url.startswith(("https://talks.example.org/", "https://down.example.org/"))

    def find_embed(self, url, max_width=None, max_height=None):
        asked.append(url)
        if url.startswith("https://down.example.org/"):
            error = requests.ConnectionError("No route to host.")
            raise EmbedNotFoundException(f"Request failed: {error}") from error
        if url not in ANSWERS:
            raise EmbedNotFoundException
        size = {"width": 640, "height": 360}
        return {"title": "A talk", "provider_name": "Talks", "type": "video", "html": ANSWERS[url], **size}


embed_finder_class = Talks
