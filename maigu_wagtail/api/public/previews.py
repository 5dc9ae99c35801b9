"""
Previews of drafts in a headless front end, which the CMS shows to editors.

Any client with a preview's token can fetch the draft. A token is for one draft in one mode, as one
editor saw it. It expires with age, or when that editor previews the same page again. In members'
mode the response includes members' content without a password, because editors can see the draft in
the CMS anyway. It unlocks nothing and must not be cached. Uses ``wagtail-headless-preview``, if
installed, to find the front end and to store drafts; does not import it.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from wagtail.models import Site

from maigu_wagtail.conf import conf
from maigu_wagtail.members.responses import keep_private

PACKAGE = "wagtail_headless_preview"
PUBLIC, MEMBERS = "public", "members"


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft, and whether to show it as visitors (``PUBLIC``) or members (``MEMBERS``) see it."""

    page: Any
    mode: str


def show(request: HttpRequest, page: Any, mode_name: str) -> HttpResponse:
    """Store ``page`` as it is now, and respond with the front end that shows it. Called as the page's preview view."""
    previews = apps.get_model(PACKAGE, "PagePreview")
    previews.garbage_collect()
    draft = _draft_key(request, page)
    # The same editor's earlier preview of this page ends.
    previews.objects.filter(token__startswith=draft).delete()
    preview = previews.objects.create(
        token=_signer().sign(f"{draft}.{mode_name or PUBLIC}"),
        content_type=page.cached_content_type,
        content_json=page.to_json(),
    )
    root = import_string(f"{PACKAGE}.models.get_client_root_url_from_site")(Site.find_for_request(request))
    kind = f"{page._meta.app_label}.{page._meta.model_name}"
    address = f"{root}?{urlencode({'content_type': kind, 'token': preview.token})}"
    if import_string(f"{PACKAGE}.settings.headless_preview_settings").REDIRECT_ON_PREVIEW:
        return keep_private(redirect(address))
    return keep_private(render(request, f"{PACKAGE}/preview.html", {"preview_url": address}))


def find(model: type, token: str) -> Preview | None:
    """Return the ``Preview`` for ``token``, or ``None`` if it is invalid or expired, or not for a ``model``."""
    if not conf.MAIGU_WAGTAIL_HEADLESS_PREVIEW or len(token) > 255:
        return None
    try:
        stated = _signer().unsign(token, max_age=conf.MAIGU_WAGTAIL_PREVIEW_LIFETIME)
    except (BadSignature, UnicodeError):
        return None
    stored = apps.get_model(PACKAGE, "PagePreview").objects.filter(token=token).first()
    kind = stored and ContentType.objects.get_for_id(stored.content_type_id).model_class()
    if stored is None or not (kind and issubclass(kind, model)):
        return None
    return Preview(stored.as_page(), mode=stated.rpartition(".")[2])


def _draft_key(request: HttpRequest, page: Any) -> str:
    """Return a key for this page and editor. A page that is not saved yet is identified by its path."""
    identity = page.pk or f"{page._meta.label}:{page.path}"
    return salted_hmac("maigu_wagtail.draft", f"{request.user.pk}:{identity}", algorithm="sha256").hexdigest()[:32]


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="maigu_wagtail.preview")
