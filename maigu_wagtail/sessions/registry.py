"""
Views and widgets from higher layers that pages use, by name.

Imports point down, so a page cannot import the view of its watch page or the widget that chooses
its recordings. The app registers them in ``ready()``, and pages look them up when needed.
"""

from collections.abc import Callable
from typing import Any

WATCH_VIEW = "watch view"
MEMBERS_CALENDAR_VIEW = "members' calendar view"
SEARCH_VIEW = "search view"
HEADLESS_PREVIEW_VIEW = "headless preview view"
RECORDING_CHOOSER = "recording chooser"
HANDOUT_CHOOSER = "handout chooser"

_registered: dict[str, Callable[..., Any]] = {}


def register(name: str, function: Callable[..., Any]) -> None:
    """Register ``function``, a view or a widget class, as ``name``."""
    _registered[name] = function


def registered(name: str) -> Callable[..., Any]:
    """Return what was registered as ``name``. Raises ``KeyError`` before the app is ready."""
    return _registered[name]
