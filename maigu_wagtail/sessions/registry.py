"""
What pages use of the layers above them, by name.

Imports point down, so a page can't import the view of its watch page or the widget that chooses its
recordings. The app registers them here once it is ready (``apps``), and a page looks them up when it needs them.
"""

from collections.abc import Callable
from typing import Any

WATCH_VIEW = "watch view"
HEADLESS_PREVIEW_VIEW = "headless preview view"
RECORDING_CHOOSER = "recording chooser"
HANDOUT_CHOOSER = "handout chooser"

_registered: dict[str, Callable[..., Any]] = {}


def register(name: str, function: Callable[..., Any]) -> None:
    """Have ``registered(name)`` return ``function``: a view of a page, or the class of a widget."""
    _registered[name] = function


def registered(name: str) -> Callable[..., Any]:
    """Return what was registered as ``name``. Raises ``KeyError`` before the app is ready."""
    return _registered[name]
