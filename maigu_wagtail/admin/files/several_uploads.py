"""
What the script of *Upload several* requests: the list, and each file, whole or in parts.

Every address is bound to an upload that the same user began. S3's addresses for parts are signed for
one part of one upload and its exact size, and accept nothing once the upload is completed.
"""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.generic import View

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings import kinds, multipart
from maigu_wagtail.recordings.arrivals import Incomplete, complete_parts, missing_parts
from maigu_wagtail.recordings.pairing import RECORDING
from maigu_wagtail.recordings.storage import private_storage
from maigu_wagtail.recordings.uploads import Upload

from .base import RecordingViewMixin
from .direct_uploads import are_direct
from .several import Listing
from .several_files import addable_collections, check_claim, receive
from .several_forms import PlanForm, SeveralFilesForm, uploads_of

logger = logging.getLogger(__name__)

# How many addresses are signed at once; the script asks for more.
ADDRESSES = 8
LONGEST_NUMBER = 15


@method_decorator(never_cache, name="dispatch")
class _ScriptView(RecordingViewMixin, View):
    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.permission_policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class BeginView(_ScriptView):
    """Adds the files that an editor chose to the list, and returns it as HTML. Nothing is uploaded yet."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SeveralFilesForm(request.POST, user=request.user)
        if not form.is_valid():
            return _refusal(gettext("Choose a collection first."))
        listing, refused = Listing(request.user, form.cleaned_data["collection"]), []
        columns = [request.POST.getlist(name) for name in ("name", "size", "modified")]
        for name, size, modified in zip(*columns, strict=False):
            try:
                listing.add(name.replace("\0", "")[:255], _number(size), _number(modified))
            except ValidationError as error:
                refused += error.messages
        context = {"plan": PlanForm(user=request.user), "is_direct": are_direct()}
        html = render_to_string("maigu_wagtail/admin/several_list.html", context, request)
        return JsonResponse({"html": html, "refused": refused})


class _OneView(_ScriptView):
    """Acts on one upload of the user's that is not complete."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = get_object_or_404(uploads_of(request.user), pk=pk)
        if upload.is_complete:
            return _refusal(gettext("This file was uploaded already."), status=409)
        for name in ("duration", "width", "height"):
            setattr(upload, name, _number(request.POST.get(name, ""), most=10**6) or getattr(upload, name))
        try:
            check_claim(upload.name, upload.size, upload.collection_id, addable_collections(request.user))
            return self.receive(upload)
        except (ValidationError, kinds.RefusedFile) as error:
            # Nothing of a refused file stays.
            upload.delete()
            return _refusal(" ".join(error.messages) if isinstance(error, ValidationError) else error.message)

    def receive(self, upload: Upload) -> HttpResponse:
        raise NotImplementedError


class WholeView(_OneView):
    """Receives a whole file."""

    def receive(self, upload: Upload) -> HttpResponse:
        file = self.request.FILES.get("file")
        if file is None or file.size != upload.size:
            return _refusal(gettext("The file did not arrive completely. Try again."), status=400)
        receive(upload, file)
        return JsonResponse({})


class _PartsView(_OneView):
    def receive(self, upload: Upload) -> HttpResponse:
        if not are_direct() or upload.part != RECORDING:
            return _refusal(gettext("This file cannot be uploaded in parts. Reload the page."), status=404)
        try:
            return self.answer(upload)
        except kinds.RefusedFile:
            raise
        except Exception:
            # Storage backends raise their own errors for a failed connection.
            logger.exception("File storage failed for upload %s.", upload.pk)
            return _refusal(gettext("File storage is not responding. Try again."), status=503)

    def answer(self, upload: Upload) -> HttpResponse:
        raise NotImplementedError


class PartsView(_PartsView):
    """Returns the signed addresses of the next parts that S3 does not have yet; none if it has all of them."""

    def answer(self, upload: Upload) -> HttpResponse:
        missing = missing_parts(upload)
        step, lifetime = multipart.part_size(upload.size), conf.MAIGU_WAGTAIL_FILE_LIFETIME
        parts = [
            {
                "start": (part.number - 1) * step,
                "size": part.size,
                "url": multipart.part_address(
                    private_storage(), upload.key, upload.multipart_id, part, lifetime=lifetime
                ),
            }
            for part in missing[:ADDRESSES]
        ]
        return JsonResponse({"parts": parts, "missing": sum(part.size for part in missing)})


class CompleteView(_PartsView):
    """Puts the parts together once S3 has all of them, and examines the file."""

    def answer(self, upload: Upload) -> HttpResponse:
        try:
            complete_parts(upload)
        except Incomplete:
            return _refusal(gettext("Parts of the file are missing. Try again."), status=400)
        return JsonResponse({})


def _number(text: str, most: int = 10**LONGEST_NUMBER) -> int:
    """Return the number that a browser sent, 0 if it is none or too large."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number and int(text) <= most else 0


def _refusal(message: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)
