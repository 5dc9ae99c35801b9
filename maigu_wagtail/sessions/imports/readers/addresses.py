"""Which addresses on a page are videos, and which are files to download."""

from urllib.parse import parse_qsl, urlsplit

from maigu_wagtail.recordings import embeds

FILE_ENDINGS = (".pdf", ".pptx", ".ppt", ".docx", ".doc", ".xlsx", ".xls", ".odp", ".odt", ".ods", ".key", ".zip")
MEDIA_ENDINGS = (".mp4", ".m4v", ".mov", ".webm", ".mp3", ".m4a", ".wav", ".vtt", ".srt")


def target_of(address: str) -> str:
    """Return the address of a video or file that ``address`` only leads to, as a link copied from Google does; else ``address``."""
    if "http" not in address[4:] or is_file(address) or video_of(address):
        return address
    try:
        values = parse_qsl(urlsplit(address).query, max_num_fields=20)
    except ValueError:
        return address
    return next(
        (value for _name, value in values if video_of(value) or value.startswith("http") and is_file(value)), address
    )


def video_of(address: str) -> str:
    """Return ``address`` with https if it is a video on Vimeo or YouTube, otherwise ""."""
    address = address.strip()
    address = f"https:{address}" if address.startswith("//") else address.replace("http://", "https://", 1)
    return address if embeds.parse(address) else ""


def is_file(address: str) -> bool:
    """Return whether ``address`` ends like a document, a video or an audio file."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"", "http", "https"} and parts.path.lower().endswith(FILE_ENDINGS + MEDIA_ENDINGS)
