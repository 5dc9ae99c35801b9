"""
Requests for the password: what visitors send with a section's form, and what became of it.

They hold personal data. Nothing of it is in a log, and a request's text (``str``) is only its number.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import swapper
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.conf import conf

from .counters import apart
from .links import UnlockLink
from .scope import own_key, translations_of_lock

LONGEST_NAME = 100
LONGEST_ORGANISATION = 200
LONGEST_ROLE = 200
LONGEST_MESSAGE = 2000
LONGEST_ANSWER = 1000
# Open requests of a section. More than staff can answer, few enough for a list.
MOST_OPEN = 1000
CLEARED_AT_ONCE = 200


class RequestState(models.TextChoices):
    OPEN = "open", _("Open")
    SENT = "sent", _("Password sent")
    DECLINED = "declined", _("Declined")
    OTHERWISE = "otherwise", _("Answered another way")


class PasswordRequestManager(models.Manager["PasswordRequest"]):
    """Keeps and finds requests."""

    @sensitive_variables()
    def keep(self, section: Any, **values: Any) -> "PasswordRequest | None":
        """
        Keep and return a request for the password of ``section``; ``None`` if it has ``MOST_OPEN`` open ones.

        ``values`` are the fields that the visitor filled in, already checked. An open request of the
        same address gets them instead of a second one.
        """
        lock = own_key(section)
        values = {**values, "language": section.locale.language_code}
        key = open_key(lock, values["email"])
        if found := self._replace(key, values):
            return found
        if self.filter(lock=lock, state=RequestState.OPEN).count() >= MOST_OPEN:
            return None
        try:
            with apart():
                return self.create(lock=lock, open_key=key, **values)
        except IntegrityError:
            # The same person pressed the button twice.
            return self._replace(key, values)

    @sensitive_variables()
    def _replace(self, key: str, values: dict[str, Any]) -> "PasswordRequest | None":
        return self.filter(open_key=key).first() if self.filter(open_key=key).update(**values) else None

    def of_address(self, address: str) -> QuerySet["PasswordRequest"]:
        """Return the requests of an email address in all sections, the oldest first; case does not matter."""
        return self.filter(email__iexact=address.strip()).order_by("pk")

    def clear_old(self, now: datetime | None = None) -> int:
        """
        Delete requests that were closed more than ``MAIGU_WAGTAIL_REQUEST_DAYS`` ago, and return how many.

        At most ``CLEARED_AT_ONCE``, so that the request which clears them is not held up.
        """
        last = (now or timezone.now()) - timedelta(days=conf.MAIGU_WAGTAIL_REQUEST_DAYS)
        # Two steps: MariaDB takes no limit in a subquery.
        old = list(
            self.filter(closed_at__lte=last).order_by("closed_at").values_list("pk", flat=True)[:CLEARED_AT_ONCE]
        )
        return self.forget(self.filter(pk__in=old)) if old else 0

    def forget(self, requests: QuerySet) -> int:
        """Delete ``requests``, a queryset, and the names on the links that answered them; return how many they were."""
        rows = dict(requests.values_list("pk", "link"))
        UnlockLink.objects.filter(pk__in=[link for link in rows.values() if link]).update(label="")
        self.filter(pk__in=rows).delete()
        return len(rows)


@sensitive_variables()
def open_key(lock: UUID, email: str) -> str:
    """Return the key that the open requests of one address for the lock ``lock`` share, so that there is one at most."""
    return salted_hmac("maigu_wagtail.open_request", f"{lock}:{email.lower()}", algorithm="sha256").hexdigest()


class PasswordRequest(models.Model):
    """
    A request for the password of a section.

    ``answers`` holds ``[question, answer]`` pairs, the questions as they were. ``is_mail_failed`` means
    that an answer could not be sent. ``link`` is the unlock link that was sent. ``session_key`` is the
    translation key of the session whose page the visitor came from.
    """

    lock = models.UUIDField(editable=False)
    # Unique while the request is open, and null afterwards.
    open_key = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 -- only null may repeat
    session_key = models.UUIDField(null=True, editable=False)
    language = models.CharField(max_length=100, editable=False)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    organisation = models.CharField(_("organisation"), max_length=LONGEST_ORGANISATION)
    role = models.CharField(_("role"), max_length=LONGEST_ROLE, blank=True)
    email = models.EmailField(_("email address"), db_index=True)
    message = models.TextField(_("message"), blank=True)
    answers = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        conf.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    is_mail_failed = models.BooleanField(default=False, editable=False)
    link = models.ForeignKey(
        "maigu_wagtail.UnlockLink", null=True, editable=False, on_delete=models.SET_NULL, related_name="requests"
    )

    objects = PasswordRequestManager()

    class Meta:
        verbose_name = _("request for the password")
        verbose_name_plural = _("requests for the password")
        default_permissions = ()
        permissions = [
            ("answer_passwordrequest", _("Can answer requests for the password, and so send it")),
        ]
        indexes = [models.Index(fields=["lock", "state"], name="maigu_requests_of_a_lock")]

    def __str__(self) -> str:
        return gettext("Request %(number)s") % {"number": self.pk}

    @property
    def is_open(self) -> bool:
        """Whether the request waits for an answer."""
        return self.state == RequestState.OPEN

    @property
    def who(self) -> str:
        """The organisation, or the name of the person."""
        return self.organisation or self.name

    def page(self) -> Any:
        """Return the section in the language of the request, or in another one if that is not published; ``None`` if it was deleted."""
        every = translations_of_lock(self.lock)
        pages = [page for page in every if page.live] or every
        return next((page for page in pages if page.locale.language_code == self.language), pages[0] if pages else None)

    def session(self) -> Any:
        """Return the session whose page the visitor came from; ``None`` if there is none that is published."""
        section = self.page() if self.session_key else None
        return section and section.sessions().live().filter(translation_key=self.session_key).first()

    def close(self, state: RequestState, *, user: Any = None, now: datetime | None = None) -> bool:
        """
        Give an open request the state ``state``, and return whether it was still open.

        A single update: of two people who answer at the same time, one is told that it is done.
        """
        open_ones = type(self).objects.filter(pk=self.pk, state=RequestState.OPEN)
        is_ours = open_ones.update(
            state=state, closed_at=now or timezone.now(), closed_by=user, open_key=None, is_mail_failed=False
        )
        self.refresh_from_db()
        return bool(is_ours)

    @sensitive_variables()
    def reopen(self) -> None:
        """Open the request again because its answer could not be sent."""
        values = {"state": RequestState.OPEN, "closed_at": None, "closed_by": None, "is_mail_failed": True}
        rows = type(self).objects.filter(pk=self.pk)
        try:
            with apart():
                rows.update(**values, open_key=open_key(self.lock, self.email))
        except IntegrityError:
            # The same person has asked again since.
            rows.update(**values)
        self.refresh_from_db()


def remove_ownerless_requests(lock: UUID) -> None:
    """Delete the requests for the lock ``lock`` if no page with this lock is left."""
    requests = PasswordRequest.objects.filter(lock=lock)
    page_model = swapper.load_model("wagtailcore", "Page")
    if requests.exists() and not page_model.objects.filter(translation_key=lock).exists():
        PasswordRequest.objects.forget(requests)
        RequestNotice.objects.filter(lock=lock).delete()


class RequestNotice(models.Model):
    """
    When the people whom a section names were last told of new requests.

    ``tried_at`` is when an email was last tried, ``told_at`` when one was sent.
    """

    lock = models.UUIDField(unique=True)
    tried_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("notice of new requests")
        verbose_name_plural = _("notices of new requests")

    def __str__(self) -> str:
        return f"{self.tried_at:%Y-%m-%d %H:%M}"
