"""
The form of a session in the CMS.

A chooser offers an editor the files they may use; this form takes no other ones. Without it, a user who edits one session
could name any file by its number, and open it to their own readers.
"""

from typing import Any

from django.utils.translation import gettext
from wagtail.admin.forms import WagtailAdminPageForm

from maigu_wagtail.recordings.models import files_in, files_of_saved
from maigu_wagtail.recordings.permissions import may_use


class SessionForm(WagtailAdminPageForm):
    """Refuses files that its user may not use and that the session did not have before."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        content = values.get("members_content")
        if content is not None and self.for_user is not None:
            # Not of ``self.instance``: when a revision is restored, that is the revision.
            kept = files_of_saved(self.instance) if self.instance.pk else {}
            for model, keys in files_in(content).items():
                new = model._default_manager.filter(pk__in=keys - kept.get(model, set())).select_related("collection")
                if not all(may_use(self.for_user, file) for file in new):
                    words = gettext(
                        "You do not have permission to use one of these recordings or handouts. Choose another one, or ask "
                        "the person who manages the collections for permission."
                    )
                    self.add_error("members_content", words)
                    break
        return values
