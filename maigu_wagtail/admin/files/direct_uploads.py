"""
Uploads from an editor's browser straight to S3, without passing through this site.

For staff only. The browser gets a presigned form for one key, one content type and a maximum size.
The uploaded file is staged: it is examined, then copied to a key that no form can write, before a
row refers to it. ``maigu_files`` removes staged files that are never saved.
"""

from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.generic import View

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings import kinds, s3
from maigu_wagtail.recordings.staging import FOLDER, StagedFile, examine
from maigu_wagtail.recordings.storage import private_storage, random_key

from .base import RecordingViewMixin
from .forms import check_size

SALT = "maigu_wagtail.staged_upload"
# Seconds an editor has to finish the upload and submit the form.
LIFETIME = 24 * 60 * 60


def are_direct() -> bool:
    """Return whether browsers upload recordings straight to file storage."""
    return conf.MAIGU_WAGTAIL_DIRECT_UPLOAD and s3.is_s3(private_storage())


class DirectUploadView(RecordingViewMixin, View):
    """Returns the presigned form for uploading one recording. Nothing is stored here."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if not are_direct():
            raise Http404
        if not self.permission_policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        name = request.POST.get("name", "")[:255]
        try:
            kind = self.kind_of(name, request.POST.get("size", ""))
        except ValidationError as error:
            message = gettext("The file was not uploaded. Correct the errors below.")
            return JsonResponse({"message": message, "errors": {"file": error.messages}}, status=422)
        key = FOLDER + random_key(None, name)
        form = s3.presigned_post(
            private_storage(),
            key,
            content_type=kind.content_type,
            most=conf.MAIGU_WAGTAIL_RECORDING_MAX_SIZE,
            lifetime=conf.MAIGU_WAGTAIL_FILE_LIFETIME,
        )
        uploaded = signing.dumps([key, name, str(request.user.pk)], salt=SALT)
        return JsonResponse({**form, "uploaded": uploaded}, headers={"Cache-Control": "private, no-store"})

    def kind_of(self, name: str, size: str) -> kinds.Kind:
        """
        Return the kind of file that ``name`` claims; ``size`` is in bytes, as sent by the browser.

        Raises ``ValidationError`` if such a file is not accepted.
        """
        try:
            kind = kinds.claimed_kind(name, self.kinds)
        except kinds.RefusedFile as error:
            raise ValidationError(error.message) from error
        claimed = int(size) if size.isascii() and size.isdecimal() and len(size) < 19 else 0
        check_size(claimed, conf.MAIGU_WAGTAIL_RECORDING_MAX_SIZE)
        return kind


def arrived(token: str, user: Any) -> StagedFile:
    """
    Return the file that ``user`` has uploaded with a form from ``DirectUploadView``.

    Raises ``ValidationError`` if ``token`` has expired or belongs to another user, or if the file
    is missing, too large, already saved, or not of the kind that its name claims.
    """
    try:
        key, name, user_pk = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature as error:
        raise ValidationError(gettext("The upload has expired. Choose the file again.")) from error
    if user is None or user_pk != str(user.pk):
        raise ValidationError(gettext("The upload cannot be used. Choose the file again."))
    storage = private_storage()
    try:
        examined = examine(storage, key, name, RecordingViewMixin.kinds)
    except kinds.RefusedFile as error:
        raise ValidationError(error.message) from error
    except Exception as error:
        # Storage backends raise their own errors for a missing file or a failed connection.
        raise ValidationError(gettext("The file did not reach the file storage. Upload it again.")) from error
    check_size(examined.size, conf.MAIGU_WAGTAIL_RECORDING_MAX_SIZE)
    return StagedFile(storage, key, name, examined)
