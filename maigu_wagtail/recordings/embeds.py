"""
Videos on other hosts: what their URLs mean, and which frame a page may embed.

For Vimeo and YouTube the URL alone is enough. Any other provider is queried once, when an editor
saves, and Wagtail stores the response; nothing is fetched while a page is rendered. Only the URL of
a single iframe is taken from the response, so no provider's script runs on our pages.
"""

import logging
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit

from django.apps import apps
from django.core.cache import cache
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

VIMEO_HOSTS = {"vimeo.com", "www.vimeo.com"}
VIMEO_PLAYER = "player.vimeo.com"
YOUTUBE_HOSTS = {"youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com"}
YOUTUBE_PLAYERS = {"www.youtube-nocookie.com", "youtube-nocookie.com"}
YOUTUBE_SHORT = "youtu.be"
YOUTUBE_FOLDERS = {"embed", "live", "shorts", "v"}
# The length of an id, but these are playlists and a channel's current live stream.
NO_YOUTUBE_IDS = {"videoseries", "live_stream"}

VIMEO_ID = re.compile(r"[0-9]{1,12}", re.ASCII)
VIMEO_HASH = re.compile(r"[0-9a-f]{6,32}", re.ASCII)
YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
# "90", "90s", "1m30s" or "1h2m3s": how both providers write a start time.
MOMENT = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})s?)?", re.ASCII)
NEVER_IN_AN_ADDRESS = re.compile(r"[\s\\\"'<>`\x00-\x20\x7f]")
LONGEST_ADDRESS = 2000

# How long to leave a provider alone that did not respond, so that editors who save often need not wait each time.
SECONDS_OF_REST = 120


@dataclass(frozen=True, slots=True)
class Video:
    """
    A video on Vimeo or YouTube.

    ``hash`` is what an unlisted Vimeo video needs besides its ``id``; ``start`` is in seconds.
    """

    provider: str
    id: str
    hash: str = ""
    start: int = 0

    @property
    def frame_address(self) -> str:
        """The URL of the provider's player; for YouTube, on the host that sets no cookies before the video plays."""
        if self.provider == "Vimeo":
            query = {"h": self.hash} if self.hash else {}
            begin = f"#t={self.start}s" if self.start else ""
            return f"https://{VIMEO_PLAYER}/video/{self.id}?{urlencode({**query, 'dnt': 1})}{begin}"
        begin = f"?start={self.start}" if self.start else ""
        return f"https://www.youtube-nocookie.com/embed/{self.id}{begin}"


@dataclass(frozen=True, slots=True)
class Frame:
    """
    The iframe to embed for a video.

    ``is_trusted`` means that ``address`` was built here, for a known host. Other frames are
    sandboxed.
    """

    address: str
    provider: str
    is_trusted: bool = False


def parse(address: str) -> Video | None:
    """Return the Vimeo or YouTube video at ``address``, or ``None`` for any other URL. Never raises."""
    parts = _safe_parts(address)
    if parts is None:
        return None
    if parts.netloc in VIMEO_HOSTS or parts.netloc == VIMEO_PLAYER:
        return _vimeo(parts)
    if parts.netloc in YOUTUBE_HOSTS | YOUTUBE_PLAYERS or parts.netloc == YOUTUBE_SHORT:
        return _youtube(parts)
    return None


def is_safe_link(address: str) -> bool:
    """Return whether ``address`` is safe to link to: an https URL with a host and nothing executable."""
    return _safe_parts(address) is not None


def host_of(address: str) -> str:
    """Return the host of ``address`` for display, without "www."; "" if the URL is not safe to link to."""
    parts = _safe_parts(address)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def resolve(address: str) -> None:
    """
    Query the provider of ``address``, and store the response. Can take seconds, so only call this when saving.

    Does nothing for Vimeo and YouTube, or if ``wagtail.embeds`` is not installed. Errors are
    logged, not raised; the video is then shown as a link.
    """
    if parse(address) or not is_safe_link(address) or not apps.is_installed("wagtail.embeds"):
        return
    backoff_key = f"maigu-embeds-rest-{quote(host_of(address), safe='')}"
    if cache.get(backoff_key):
        return
    try:
        import_string("wagtail.embeds.embeds.get_embed")(address)
    except Exception as error:  # noqa: BLE001 -- a site's own finder may raise anything, and saving must go on
        # Not the URL itself, which is only for members.
        logger.warning("Nothing to show was found at %s: %s.", host_of(address), type(error).__name__)
        # Only back off if the host did not respond; an unknown video says nothing about the next one.
        if isinstance(error.__cause__ or error, OSError):
            cache.set(backoff_key, True, SECONDS_OF_REST)


def frame_of(address: str) -> Frame | None:
    """
    Return the frame to show for ``address``, or ``None`` if only a link is possible. Fetches nothing.

    Makes no query for Vimeo and YouTube, one for any other provider.
    """
    if video := parse(address):
        return Frame(video.frame_address, video.provider, is_trusted=True)
    if not is_safe_link(address) or not apps.is_installed("wagtail.embeds"):
        return None
    stored = import_string("wagtail.embeds.models.Embed").objects.filter(url=address, max_width=None).first()
    frame_address = only_frame(stored.html) if stored else ""
    return Frame(frame_address, stored.provider_name or host_of(address)) if frame_address else None


def only_frame(html: str) -> str:
    """Return the URL of the only iframe in ``html``; "" if there is none, several, or one that needs a script."""
    reader = _FrameReader()
    reader.feed(html)
    reader.close()
    addresses = reader.addresses
    return addresses[0] if len(addresses) == 1 and not reader.needs_script and is_safe_link(addresses[0]) else ""


class _FrameReader(HTMLParser):
    """Collects the URLs of all iframes, and whether any script would have to run."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.needs_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe":
            self.addresses.append(dict(reversed(attrs)).get("src") or "")
        elif tag in {"script", "object", "embed", "frame", "base"}:
            self.needs_script = True


def _safe_parts(address: str) -> SplitResult | None:
    """
    Return the parts of ``address`` if it is a safe https URL, otherwise ``None``.

    It must have a plain host (no port or user) and no character that could end an attribute.
    """
    if len(address) > LONGEST_ADDRESS or NEVER_IN_AN_ADDRESS.search(address):
        return None
    try:
        parts = urlsplit(address)
        is_plain = parts.scheme == "https" and parts.netloc.lower() == parts.hostname
    except ValueError:
        return None
    return parts._replace(netloc=parts.netloc.lower()) if is_plain else None


def _vimeo(parts: SplitResult) -> Video | None:
    query = parse_qs(parts.query)
    segments = [segment for segment in parts.path.split("/") if segment]
    hash_, start = _first(query, "h"), _to_seconds(_first(parse_qs(parts.fragment), "t") or _first(query, "t"))
    if parts.netloc == VIMEO_PLAYER and segments[:1] != ["video"]:
        return None
    # "123", "123/hash", and videos in a channel, group or showcase; an event is not a video.
    match segments:
        case [number] | ["video", number] | ["channels", _, number] | ["groups", _, "videos", number]:
            pass
        case ["showcase" | "album", _, "video", number] | ["manage", "videos", number]:
            pass
        case [number, hash_] | ["video", number, hash_] | ["manage", "videos", number, hash_]:
            pass
        case _:
            return None
    if not VIMEO_ID.fullmatch(number) or (hash_ and not VIMEO_HASH.fullmatch(hash_)):
        return None
    return Video("Vimeo", number, hash_, start)


def _youtube(parts: SplitResult) -> Video | None:
    query = parse_qs(parts.query)
    segments = [segment for segment in parts.path.split("/") if segment]
    match segments:
        case [key] if parts.netloc == YOUTUBE_SHORT:
            pass
        case ["watch"] if parts.netloc in YOUTUBE_HOSTS:
            key = _first(query, "v")
        case [folder, key] if folder in YOUTUBE_FOLDERS and parts.netloc != YOUTUBE_SHORT:
            pass
        case _:
            return None
    if not YOUTUBE_ID.fullmatch(key) or key in NO_YOUTUBE_IDS:
        return None
    start = _first(query, "start") or _first(query, "t") or _first(parse_qs(parts.fragment), "t")
    return Video("YouTube", key, start=_to_seconds(start))


def _first(query: dict[str, list[str]], name: str) -> str:
    return query.get(name, [""])[0]


def _to_seconds(text: str) -> int:
    """Return ``text`` in seconds, or 0 if it is not a time."""
    match = MOMENT.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds
