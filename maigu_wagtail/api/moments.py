"""How the API writes a moment."""

from datetime import datetime, timezone


def moment_text(moment: datetime) -> str:
    """Return ``moment`` in UTC as RFC 3339 writes it, to the second."""
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
