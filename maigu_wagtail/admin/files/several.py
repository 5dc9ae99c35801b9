"""
The screen *Upload several*: choose files, see them paired and matched, and add them to drafts.

It works without a script: the files are then sent with the form. With one, each is sent on its own
(``several_uploads``), and what the editor chooses is saved at once.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from maigu_wagtail.recordings.pairing import stem_of
from maigu_wagtail.recordings.uploads import Upload
from maigu_wagtail.sessions.matching import best_match

from .base import RecordingViewMixin
from .direct_uploads import are_direct
from .several_attach import Added, attach
from .several_files import MOST_FILES, addable_collections, check_claim, receive
from .several_forms import PlanForm, SeveralFilesForm, key_of, sessions_of, uploads_of
from .views import BY_SCRIPT

SEVERAL = "maigu_recordings_several"


@method_decorator(never_cache, name="dispatch")
class SeveralView(RecordingViewMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The screen, and everything its form can do without a script."""

    permission_required = "add"
    template_name = "maigu_wagtail/admin/several.html"
    page_title = _("Upload several")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": gettext("Recordings")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.FILES or "upload" in request.POST:
            return self.upload()
        if "remove" in request.POST:
            return self.remove(request.POST["remove"])
        plan = PlanForm(request.POST, user=request.user)
        if not plan.is_valid():
            messages.error(
                request, gettext("Nothing was added, because a session you chose no longer exists. Choose another one.")
            )
            return self.render_to_response(self.get_context_data(plan=plan))
        plan.save()
        return self.add_to_drafts(plan) if "attach" in request.POST else HttpResponse(status=204)

    def upload(self) -> HttpResponse:
        form = SeveralFilesForm(self.request.POST, user=self.request.user)
        files = self.request.FILES.getlist("chosen")
        if not files or not form.is_valid():
            messages.error(self.request, gettext("Nothing was uploaded. Choose one or more files first."))
            return redirect(SEVERAL)
        listing = Listing(self.request.user, form.cleaned_data["collection"])
        for file in files:
            try:
                listing.add_whole(file)
            except ValidationError as error:
                messages.error(self.request, " ".join(error.messages))
        return redirect(SEVERAL)

    def remove(self, key: str) -> HttpResponse:
        is_by_script = BY_SCRIPT in self.request.headers
        for upload in uploads_of(self.request.user).filter(pk=key if key.isdecimal() and len(key) < 10 else 0):
            upload.delete()
            if not is_by_script:
                message = gettext("“%(name)s” was removed from the list.")
                messages.success(self.request, message % {"name": upload.name})
        return HttpResponse(status=204) if is_by_script else redirect(SEVERAL)

    def add_to_drafts(self, plan: PlanForm) -> HttpResponse:
        added, refused = attach(plan.groups, plan.sessions, self.request.user)
        if added.number:
            messages.success(self.request, added_text(added), buttons=[_edit_button(page) for page in added.sessions])
        if not refused:
            return redirect(self.index_url_name if added.number else SEVERAL)
        messages.error(self.request, gettext("Some files were not added. The reasons are in the list."))
        plan = PlanForm(user=self.request.user)
        plan.errors_by_group = {key_of(group): problem for group, problem in refused}
        return self.render_to_response(self.get_context_data(plan=plan))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = kwargs.pop("plan", None) or PlanForm(user=self.request.user)
        files = SeveralFilesForm(user=self.request.user)
        return {**super().get_context_data(**kwargs), "files_form": files, "plan": plan, "is_direct": are_direct()}


class Listing:
    """Adds files to the list of a user, with the sessions that their names suggest."""

    def __init__(self, user: Any, collection: Any) -> None:
        self.user, self.collection = user, collection
        self.sessions, self.addable = sessions_of(user), addable_collections(user)
        self.number = uploads_of(user).count()

    def add(self, name: str, size: int, modified: int | None) -> Upload:
        """
        Return a new row for a file, or the row of the same file if it is in the list already.

        Raises ``ValidationError`` if such a file is not accepted.
        """
        check_claim(name, size, self.collection.pk, self.addable)
        same = uploads_of(self.user).filter(name=name, size=size, modified=modified).first()
        if same is not None and modified is not None:
            return same
        if self.number >= MOST_FILES:
            message = gettext("“%(name)s” was left out: the list is full. Add these files to sessions first.")
            raise ValidationError(message % {"name": name})
        self.number += 1
        upload = Upload(user=self.user, collection=self.collection, name=name, size=size, modified=modified)
        upload.session = best_match(stem_of(name), self.sessions)
        upload.save()
        return upload

    def add_whole(self, file: UploadedFile) -> None:
        """Add a file that was sent with the form. Raises ``ValidationError`` if it is refused; nothing of it stays."""
        upload = self.add((file.name or "")[:255], file.size or 0, None)
        try:
            receive(upload, file)
        except ValidationError:
            upload.delete()
            raise


def added_text(added: Added) -> str:
    """Return what to tell an editor about what was added."""
    files = ngettext("%(number)d file was added.", "%(number)d files were added.", added.number)
    drafts = ngettext(
        "%(number)d session has a new draft. It is not published: check it, then publish it.",
        "%(number)d sessions have a new draft. They are not published: check each, then publish it.",
        len(added.sessions),
    )
    texts = [files % {"number": added.number}]
    return " ".join([*texts, drafts % {"number": len(added.sessions)}] if added.sessions else texts)


def _edit_button(page: Any) -> Any:
    return messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), page.get_admin_display_title())
