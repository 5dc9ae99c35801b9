"""
The edit form of a session in the CMS.

Choosers only offer files that an editor may use, and this form accepts no others. Otherwise anyone
who can edit a session could refer to any file by its id, and open it to that session's readers.
"""

from typing import Any

from django.utils.translation import gettext
from wagtail.admin.forms import WagtailAdminPageForm

from maigu_wagtail.recordings.models import files_in, files_of_saved
from maigu_wagtail.recordings.permissions import may_use


class SessionForm(WagtailAdminPageForm):
    """Refuses files that the user may not use, unless the session already had them."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        content = values.get("members_content")
        if content is not None and self.for_user is not None:
            # Read from the database, because ``self.instance`` is the revision when one is being restored.
            existing = files_of_saved(self.instance) if self.instance.pk else {}
            for model, keys in files_in(content).items():
                new = model._default_manager.filter(pk__in=keys - existing.get(model, set())).select_related(
                    "collection"
                )
                if not all(may_use(self.for_user, file) for file in new):
                    message = gettext(
                        "You do not have permission to use one of these recordings or handouts. Choose another one, or ask "
                        "the person who manages the collections for permission."
                    )
                    self.add_error("members_content", message)
                    break
        return values
