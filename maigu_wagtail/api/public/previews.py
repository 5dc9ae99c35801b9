"""
Previews of drafts for a front end that draws the pages: shown in the CMS, and given to any client that has the preview's token.

A token is for one draft and one mode, as one editor saw it, and ends by its age or with that
editor's next look at the same page. In the mode for members the answer has members' content too,
without a password: it is for editors, who see the draft in the CMS anyway. It unlocks nothing, and
nobody may keep it. Uses ``wagtail-headless-preview`` where it is installed, for where the front
end is and for keeping drafts; imports nothing of it.
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
    """A draft, and whether it is shown as visitors or as members see it."""

    page: Any
    mode: str


def show(request: HttpRequest, page: Any, mode_name: str) -> HttpResponse:
    """Keep ``page`` as it is now, and answer with the front end that shows it; ``page`` names this as its view."""
    previews = apps.get_model(PACKAGE, "PagePreview")
    previews.garbage_collect()
    draft = _draft_key(request, page)
    # What the same editor looked at before is over.
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
    """Return what ``token`` shows, where that is a ``model`` and the token is one of ours and young enough."""
    if not conf.MAIGU_WAGTAIL_HEADLESS_PREVIEW or len(token) > 255:
        return None
    try:
        stated = _signer().unsign(token, max_age=conf.MAIGU_WAGTAIL_PREVIEW_LIFETIME)
    except (BadSignature, UnicodeError):
        return None
    kept = apps.get_model(PACKAGE, "PagePreview").objects.filter(token=token).first()
    kind = kept and ContentType.objects.get_for_id(kept.content_type_id).model_class()
    if kept is None or not (kind and issubclass(kind, model)):
        return None
    return Preview(kept.as_page(), mode=stated.rpartition(".")[2])


def _draft_key(request: HttpRequest, page: Any) -> str:
    """Return what stands for this page in the hands of this editor; of a new page, for its place."""
    place = page.pk or f"{page._meta.label}:{page.path}"
    return salted_hmac("maigu_wagtail.draft", f"{request.user.pk}:{place}", algorithm="sha256").hexdigest()[:32]


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="maigu_wagtail.preview")
