"""Tags and filters of the public templates: dates, people and structured data."""

import json
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from maigu_wagtail.access import policy
from maigu_wagtail.access.scope import lock_of
from maigu_wagtail.conf import conf
from maigu_wagtail.members import cookies
from maigu_wagtail.sessions import public_facts, structured_data
from maigu_wagtail.sessions.contents import contents as words_of_contents
from maigu_wagtail.sessions.dates import long_date, zone_label, zone_place
from maigu_wagtail.sessions.public_pages import public_pages
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

register = template.Library()

# As Django's json_script does: none of these may end a script element or start a comment.
JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


register.filter(long_date)
register.filter(zone_label)
register.filter(zone_place)


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys([words[0], words[-1]])).upper() if words else ""


@register.filter
def plain_text(html: str, length: int) -> str:
    """Return the words of a rich text, cut at a word to ``length`` characters."""
    return public_facts.plain_text(html, length)


@register.filter
def contents(session: SessionPageMixin) -> list[str]:
    """Return in words what members get in a session."""
    return words_of_contents(session)


@register.filter
def short_contents(session: SessionPageMixin) -> list[str]:
    """Return the same in few words, for a list."""
    return words_of_contents(session, is_short=True)


@register.filter
def summary(session: SessionPageMixin) -> str:
    """Return the first two sentences of a session's description."""
    return public_facts.summary(session.description)


@register.simple_tag(takes_context=True)
def structured_data_script(context: Context) -> SafeString:
    """Return the page's structured data as a data block; a data block is no script to a browser or a CSP."""
    page, request = context["page"], context["request"]
    data: list[dict[str, Any]] = []
    if isinstance(page, SessionIndexPageMixin):
        listing = context["listing"]
        # What is to come stands on the first page of the list alone.
        data = structured_data.section_data(request, page, listing.upcoming if listing.page.number == 1 else [])
    elif isinstance(page, SessionPageMixin):
        data = structured_data.session_data(request, page)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 -- escaped above


@register.simple_tag(takes_context=True)
def canonical_address(context: Context) -> str:
    """Return the page's own address, with the number of its page of results where nothing is filtered."""
    page, listing = context["page"], context.get("listing")
    address = page.get_full_url(context["request"]) or ""
    if listing and not listing.filters and listing.page.number > 1:
        address += str(listing.filters.on_page(listing.page.number))
    return address


@register.simple_tag(takes_context=True)
def is_served(context: Context, page: SessionPageMixin) -> bool:
    """Return whether ``page`` serves its members' content; in a preview, as if all were published."""
    return getattr(context.get("request"), "is_preview", False) or policy.is_served(page)


@register.simple_tag
def lock_name(page: SessionPageMixin) -> str:
    """Return the name under which a device remembers that it has opened the page's lock."""
    lock = lock_of(page)
    return cookies.lock_name(lock.key) if lock else ""


@register.simple_tag
def live_translations(page: SessionPageMixin | SessionIndexPageMixin) -> list[Any]:
    """Return the page in other languages, as far as everyone may see it and it has an address."""
    if not conf.WAGTAIL_I18N_ENABLED:
        return []
    visible = public_pages().filter(translation_key=page.translation_key)
    translations = page.get_translations().filter(pk__in=visible.values("pk")).select_related("locale")
    return [translation for translation in translations if translation.full_url]
