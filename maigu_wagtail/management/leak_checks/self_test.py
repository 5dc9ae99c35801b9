"""
Proves that the check finds what it looks for, before it says that it found nothing.

In this process, a canary is written into the title of a public page, and rolled back. Over HTTP nothing is
written: the title of a public page has to be found on it.
"""

from typing import Any
from uuid import uuid4

import swapper
from django.db.models.functions import Length

from maigu_wagtail.management.storage_proofs.asking import Answer, without_query
from maigu_wagtail.sessions.public_pages import public_pages

from .addresses import Address
from .asking import Ask, text_of
from .kinds import Kind, Secret
from .searching import Index

OWNER = "the self-test"
ADVICE = {
    0: "Make sure that the address is right, that the site runs, and that its certificate is valid.",
    200: "Another page is there: of a sign-in, of maintenance, of another site, or an older copy from a cache.",
    401: "The site asks for a sign-in. Check it from where, or when, visitors need none.",
    403: "The site refuses visitors. Check it from where, or when, it lets them in.",
    429: "The site refuses because of too many requests. Try later and more slowly, with --delay.",
}


class CannotCheck(Exception):
    """The check would not find a leak, so its result would mean nothing. The message says why."""


def public_session(site: Any) -> Any:
    """Return a live session of ``site`` that everyone may see, or else a section; raise ``CannotCheck`` without one."""
    visible = public_pages().descendant_of(site.root_page).values("pk")
    for name in ("SessionPage", "SessionIndexPage"):
        pages = swapper.load_model("maigu_wagtail", name).objects.filter(pk__in=visible)
        # A longer title is less likely to be on a page by chance.
        page = pages.order_by(Length("title").desc(), "pk").first()
        if page and page.get_url():
            return page
    raise CannotCheck(f"There is no public session or section on {site.root_url}. Publish a section first.")


def find_canary(ask: Ask, page: Any) -> str:
    """Write a canary into the title of ``page``, find it on the page, and return what that proves."""
    canary = f"{uuid4().hex} “quoted” & <angled> {uuid4().hex}"
    type(page)._default_manager.filter(pk=page.pk).update(title=canary)
    _require(ask, page, canary)
    return "A text that it added to a public page for a moment was found there."


def find_title(ask: Ask, page: Any) -> str:
    """Find the title of ``page`` on it, and return what that proves."""
    _require(ask, page, page.title)
    return "The title of a public page was found on it."


def still_finds_title(ask: Ask, page: Any) -> str:
    """Return "" if the title of ``page`` is still found on it, and otherwise what is there instead."""
    return _what_is_wrong(ask, page, page.title)


def _require(ask: Ask, page: Any, text: str) -> None:
    if wrong := _what_is_wrong(ask, page, text):
        raise CannotCheck(
            "The check did not find a text on a public page that has it, so it would find no leak either "
            f"({page.get_url_parts()[2]}: {wrong}"
        )


def _what_is_wrong(ask: Ask, page: Any, text: str) -> str:
    answer = ask(Address(page.get_url_parts()[2]))
    # Of a kind without a minimum length.
    if answer.status == 200 and Index([Secret(Kind.STAFF, OWNER, text)]).matches(text_of(answer)):
        return ""
    seen = f"status {answer.status}" if answer.status else answer.reason
    return f"{seen}). {_advice(answer)}"


def _advice(answer: Answer) -> str:
    if 300 <= answer.status < 400:
        target = without_query(str(answer.headers.get("Location") or "nowhere"))
        return f"It redirects to {target}. If the site is there, check that address with --url. Is it behind a sign-in?"
    return ADVICE.get(
        answer.status or 0,
        "Make sure that the site works there, and that its host is in ALLOWED_HOSTS.",
    )
