"""The filters of the list of requests. Invalid values are ignored."""

from django.utils.translation import gettext_lazy as _

from maigu_wagtail.access.requests import PasswordRequest, RequestState
from maigu_wagtail.admin.passwords.filters import BySectionFilterSet
from maigu_wagtail.admin.sessions.filters import RadioFilter


class RequestFilterSet(BySectionFilterSet):
    state = RadioFilter(label=_("State"), choices=RequestState.choices)
    section = RadioFilter(label=_("Section"), choices=[], method="filter_section")

    class Meta:
        model = PasswordRequest
        fields: list[str] = []
