"""Tags and filters for the public templates: dates, people and structured data."""

import json
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from maigu_wagtail.access import policy
from maigu_wagtail.access.scope import lock_of
from maigu_wagtail.conf import conf
from maigu_wagtail.members import cookies
from maigu_wagtail.sessions import public_facts, structured_data
from maigu_wagtail.sessions.contents import contents
from maigu_wagtail.sessions.dates import long_date, zone_label, zone_place
from maigu_wagtail.sessions.public_facts import plain_text
from maigu_wagtail.sessions.public_pages import public_pages
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

register = template.Library()

# The same escapes as Django's json_script, so that the data cannot end the script element or start a comment.
JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

register.filter(contents)
register.filter(long_date)
register.filter(plain_text)
register.filter(zone_label)
register.filter(zone_place)


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and last word of a name."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys([words[0], words[-1]])).upper() if words else ""


@register.filter
def short_contents(session: SessionPageMixin) -> list[str]:
    """Return a shorter version of ``contents``, for lists."""
    return contents(session, is_short=True)


@register.filter
def summary(session: SessionPageMixin) -> str:
    """Return the first two sentences of a session's description."""
    return public_facts.summary(session.description)


class CachedPartNode(template.Node):
    """``{% cachedpart "name" %}…{% endcachedpart %}``."""

    def __init__(self, name: str, nodelist: template.NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        parts = context.get("maigu_cached_parts")
        if parts is None:
            return self.nodelist.render(context)
        return mark_safe(parts.get_or_render(self.name, lambda: self.nodelist.render(context)))  # noqa: S308 -- rendered


@register.tag
def cachedpart(parser: Parser, token: Token) -> CachedPartNode:
    """
    Cache a part of a public page that is the same for everyone: ``{% cachedpart "list" %}…{% endcachedpart %}``.

    What is inside may depend on the page and on ``listing``, never on the visitor. Like Django's
    ``{% cache %}``, with a key that ``sessions.page_cache`` works out. Never caches in a preview.
    """
    _tag, name = token.split_contents()
    nodelist = parser.parse(["endcachedpart"])
    parser.delete_first_token()
    return CachedPartNode(name.strip("\"'"), nodelist)


@register.simple_tag(takes_context=True)
def include_once(context: Any, name: str) -> str:
    """
    Include the template ``name`` where a page asks for it first, so where the base template has a block for it.

    Only for templates that extend each other: an included one counts by itself.
    """
    included = context.render_context.setdefault("maigu_included", set())
    if name in included:
        return ""
    included.add(name)
    return context.template.engine.get_template(name).render(context)


@register.simple_tag
def base_template_has() -> list[str]:
    """Return the groups of tags that the base template has, so that ours are left out."""
    return conf.MAIGU_WAGTAIL_BASE_TEMPLATE_HAS


@register.simple_tag(takes_context=True)
def structured_data_script(context: Context) -> SafeString:
    """Return the page's structured data as a JSON-LD data block, which browsers and CSPs do not treat as a script."""
    page, request = context["page"], context["request"]
    data: list[dict[str, Any]] = []
    if isinstance(page, SessionIndexPageMixin):
        listing = context["listing"]
        # Upcoming sessions are only shown on the first page of the list.
        data = structured_data.section_data(request, page, listing.upcoming if listing.page.number == 1 else [])
    elif isinstance(page, SessionPageMixin):
        data = structured_data.session_data(request, page)
    if not data:
        return mark_safe("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 -- escaped above


@register.simple_tag(takes_context=True)
def canonical_address(context: Context) -> str:
    """Return the page's canonical URL, with the page number of an unfiltered list."""
    page, listing = context["page"], context.get("listing")
    address = page.get_full_url(context["request"]) or ""
    if listing and not listing.filters and listing.page.number > 1:
        address += str(listing.filters.on_page(listing.page.number))
    return address


@register.simple_tag(takes_context=True)
def is_served(context: Context, page: SessionPageMixin) -> bool:
    """Return whether the members' content of ``page`` is available. Always true in previews."""
    return getattr(context.get("request"), "is_preview", False) or policy.is_served(page)


@register.simple_tag
def lock_name(page: SessionPageMixin) -> str:
    """Return the name under which a device remembers that it has unlocked the page."""
    lock = lock_of(page)
    return cookies.lock_name(lock.key) if lock else ""


@register.simple_tag
def live_translations(page: SessionPageMixin | SessionIndexPageMixin) -> list[Any]:
    """Return the page's public translations that have a URL."""
    if not conf.WAGTAIL_I18N_ENABLED:
        return []
    visible = public_pages().filter(translation_key=page.translation_key)
    translations = page.get_translations().filter(pk__in=visible.values("pk")).select_related("locale")
    return [translation for translation in translations if translation.full_url]
