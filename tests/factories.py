"""Pages for tests, made as the public contract says."""

from datetime import date
from itertools import count
from typing import Any

import swapper

_numbers = count(1)


def make_section(parent: Any, **fields: Any) -> Any:
    """Add a section below ``parent``."""
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    number = next(_numbers)
    return parent.add_child(instance=section_model(**{"title": "MAIG U", "slug": f"section-{number}", **fields}))


def make_session(section: Any, **fields: Any) -> Any:
    """Add a recorded session below ``section``."""
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    number = next(_numbers)
    defaults = {"title": f"Session {number}", "slug": f"session-{number}", "date": date(2023, 12, 14)}
    return section.add_child(instance=session_model(**{**defaults, **fields}))
