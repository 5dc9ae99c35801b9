"""
Files that an editor's browser puts straight into an S3 store, past this site.

Staff only: the browser is given a form for one key, of one type, of so many bytes. What arrived is staged: it is looked at,
and copied to a key that no form can write before a row names it. What is left behind is an orphan that ``maigu_files``
removes.
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
# Seconds for which an upload may be under way, and the form beside it be filled in.
LIFETIME = 24 * 60 * 60


def are_direct() -> bool:
    """Return whether browsers put recordings straight into the store."""
    return conf.MAIGU_WAGTAIL_DIRECT_UPLOAD and s3.is_s3(private_storage())


class DirectUploadView(RecordingViewMixin, View):
    """Tells a browser how to put one recording into the store; nothing is kept of it here."""

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
        uploaded = signing.dumps([key, name, request.user.pk], salt=SALT)
        return JsonResponse({**form, "uploaded": uploaded}, headers={"Cache-Control": "private, no-store"})

    def kind_of(self, name: str, size: str) -> kinds.Kind:
        """Return the kind that a file claims to be; raises ``ValidationError`` where such a file is not taken."""
        try:
            kind = kinds.claimed_kind(name, self.kinds)
        except kinds.RefusedFile as error:
            raise ValidationError(error.message) from error
        said = int(size) if size.isascii() and size.isdecimal() and len(size) < 19 else 0
        check_size(said, conf.MAIGU_WAGTAIL_RECORDING_MAX_SIZE)
        return kind


def arrived(token: str, user: Any) -> StagedFile:
    """
    Return what ``user`` has put into the store, as ``token`` says that they were allowed to.

    Raises ``ValidationError``: a token of someone else or too old, a file that never came, is too large, is not what its
    name says, or was saved already.
    """
    try:
        key, name, user_pk = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature as error:
        raise ValidationError(gettext("The upload has expired. Choose the file again.")) from error
    if user is None or user_pk != user.pk:
        raise ValidationError(gettext("The upload cannot be used. Choose the file again."))
    storage = private_storage()
    try:
        found = examine(storage, key, name, RecordingViewMixin.kinds)
    except kinds.RefusedFile as error:
        raise ValidationError(error.message) from error
    except Exception as error:
        # Whatever the store says: that there is no such file, or that it does not answer.
        raise ValidationError(gettext("The file did not reach the file storage. Upload it again.")) from error
    check_size(found.size, conf.MAIGU_WAGTAIL_RECORDING_MAX_SIZE)
    return StagedFile(storage, key, name, found)
