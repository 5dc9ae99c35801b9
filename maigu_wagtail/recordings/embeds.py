"""
Videos that another site shows: what an address means, and which frame a page may put in for it.

Vimeo and YouTube follow from the address alone. Every other provider is asked once, while an
editor saves, and Wagtail keeps its answer; nothing is fetched while a page is drawn. Of an
answer only the address of its one frame is used, so no provider's script ever runs in our page.
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
# As long as an id, but these are lists and whatever a channel shows at the moment.
NO_YOUTUBE_IDS = {"videoseries", "live_stream"}

VIMEO_ID = re.compile(r"[0-9]{1,12}", re.ASCII)
VIMEO_HASH = re.compile(r"[0-9a-f]{6,32}", re.ASCII)
YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
# "90", "90s", "1m30s" or "1h2m3s", as both providers write the second to start at.
MOMENT = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})s?)?", re.ASCII)
NEVER_IN_AN_ADDRESS = re.compile(r"[\s\\\"'<>`\x00-\x20\x7f]")
LONGEST_ADDRESS = 2000

# How long a provider that did not answer is left alone: an editor who saves often would wait for it each time.
SECONDS_OF_REST = 120


@dataclass(frozen=True, slots=True)
class Video:
    """
    A video at Vimeo or YouTube.

    ``hash`` is what an unlisted video at Vimeo needs beside its ``id``; ``start`` is the second
    at which it begins.
    """

    provider: str
    id: str
    hash: str = ""
    start: int = 0

    @property
    def frame_address(self) -> str:
        """The address of the provider's player; at YouTube on the host that sets no cookie before the video plays."""
        if self.provider == "Vimeo":
            query = {"h": self.hash} if self.hash else {}
            begin = f"#t={self.start}s" if self.start else ""
            return f"https://{VIMEO_PLAYER}/video/{self.id}?{urlencode({**query, 'dnt': 1})}{begin}"
        begin = f"?start={self.start}" if self.start else ""
        return f"https://www.youtube-nocookie.com/embed/{self.id}{begin}"


@dataclass(frozen=True, slots=True)
class Frame:
    """
    What a page puts in for a video: the ``address`` of a frame, and who is behind it.

    ``is_trusted`` says that the address is made by us, for a host that we know; any other frame
    stays in a sandbox.
    """

    address: str
    provider: str
    is_trusted: bool = False


def parse(address: str) -> Video | None:
    """Return the video at Vimeo or YouTube that ``address`` leads to, ``None`` for anything else. Never raises."""
    parts = _safe_parts(address)
    if parts is None:
        return None
    if parts.netloc in VIMEO_HOSTS or parts.netloc == VIMEO_PLAYER:
        return _vimeo(parts)
    if parts.netloc in YOUTUBE_HOSTS | YOUTUBE_PLAYERS or parts.netloc == YOUTUBE_SHORT:
        return _youtube(parts)
    return None


def is_safe_link(address: str) -> bool:
    """Return whether ``address`` may stand in a page as a link: https, a host, and nothing that could be executed."""
    return _safe_parts(address) is not None


def host_of(address: str) -> str:
    """Return the host of ``address`` for a reader, without a leading "www."; empty where it has none."""
    parts = _safe_parts(address)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def resolve(address: str) -> None:
    """
    Ask another provider what to show for ``address``, and keep the answer; may take seconds, so only while saving.

    Nothing happens where the site has not installed ``wagtail.embeds``. A provider that does not
    answer raises nothing: the video stays a link.
    """
    if parse(address) or not is_safe_link(address) or not apps.is_installed("wagtail.embeds"):
        return
    resting = f"maigu-embeds-rest-{quote(host_of(address), safe='')}"
    if cache.get(resting):
        return
    try:
        import_string("wagtail.embeds.embeds.get_embed")(address)
    except Exception as error:  # noqa: BLE001 -- a site's own finder may raise anything, and saving has to go on
        # The address itself is the members' and stands in no log.
        logger.warning("Nothing to show was found at %s: %s.", host_of(address), type(error).__name__)
        # Only who did not answer is left alone; a video that is unknown there says nothing of the next.
        if isinstance(error.__cause__ or error, OSError):
            cache.set(resting, True, SECONDS_OF_REST)


def frame_of(address: str) -> Frame | None:
    """
    Return the frame to show for ``address``; ``None`` means that a link is all there is. Fetches nothing.

    Costs no query for Vimeo and YouTube, one for any other provider.
    """
    if video := parse(address):
        return Frame(video.frame_address, video.provider, is_trusted=True)
    if not is_safe_link(address) or not apps.is_installed("wagtail.embeds"):
        return None
    key = import_string("wagtail.embeds.embeds.get_embed_hash")(address)
    stored = import_string("wagtail.embeds.models.Embed").objects.filter(hash=key).first()
    frame_address = only_frame(stored.html) if stored else ""
    return Frame(frame_address, stored.provider_name or host_of(address)) if frame_address else None


def only_frame(html: str) -> str:
    """Return the address of the one frame in ``html``; empty where there is none, several, or a script beside it."""
    reader = _FrameReader()
    reader.feed(html)
    reader.close()
    found = reader.addresses
    return found[0] if len(found) == 1 and not reader.needs_script and is_safe_link(found[0]) else ""


class _FrameReader(HTMLParser):
    """Collects the addresses of all frames, and whether anything would have to be executed."""

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
    """Return the parts of an https address with a plain host: no port, no user, no sign that ends an attribute."""
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
    hash_, start = _first(query, "h"), _moment(_first(parse_qs(parts.fragment), "t") or _first(query, "t"))
    if parts.netloc == VIMEO_PLAYER and segments[:1] != ["video"]:
        return None
    # "123", "123/hash", and the video below a channel, a group or a showcase; an event is no video.
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
    return Video("YouTube", key, start=_moment(start))


def _first(query: dict[str, list[str]], name: str) -> str:
    return query.get(name, [""])[0]


def _moment(text: str) -> int:
    """Return the seconds that ``text`` names, 0 where it names none."""
    found = MOMENT.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds
