"""What the pictures of the documentation show, in the section of the example site."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from maigu_wagtail.access.requests import RequestState
from maigu_wagtail.models import (
    Caption,
    Handout,
    PasswordRequest,
    Recording,
    SessionFile,
    SessionIndexPage,
    SharedPassword,
    WatchCounter,
)

ASKED = [
    ("Dana Whitfield", "City of Fairmont", "Clerk", "", RequestState.DECLINED),
    ("Priya Raman", "City of Lakewood", "Policy adviser", "We start a violence prevention office.", RequestState.SENT),
    ("Tom Becker", "Town of Ashby", "", "", RequestState.OTHERWISE),
    ("Luis Ortega", "Riverton Police Department", "Sergeant", "For our community team.", RequestState.SENT),
    ("Grace Kim", "City of Eastport", "Chief of staff", "The mayor joins us in March.", RequestState.OPEN),
    (
        "Maria Lopez",
        "City of Riverton",
        "Aide to the mayor",
        "I’d like to watch the session on ATF.",
        RequestState.OPEN,
    ),
]
FIRST_WORDS = "This report is about guns"
STARTED = [18, 24, 20, 31, 22, 40, 27, 35, 29, 52, 44, 38]


def section():
    return SessionIndexPage.objects.get(slug="maig-u")


def build_requests():
    """Have the section offer its form, with requests of the last days."""
    page = section()
    page.offers_request_form = True
    page.request_introduction = (
        "<p>The recordings are for mayors, their staff and other local officials. We answer within one working day.</p>"
    )
    page.request_questions = "How did you hear of us?"
    # It said "Ask for the password".
    page.contact_link_text = ""
    page.save_revision().publish()
    for number, (name, organisation, role, message, state) in enumerate(ASKED):
        host = organisation.lower().replace(" ", "-")
        request = PasswordRequest.objects.keep(
            page,
            name=name,
            organisation=organisation,
            role=role,
            email=f"{name.lower().replace(' ', '.')}@{host}.example",
            message=message,
            answers=[["How did you hear of us?", "From a colleague"]],
        )
        at = timezone.now().replace(hour=15 + number % 4, minute=7 * number) - timedelta(days=len(ASKED) - number)
        PasswordRequest.objects.filter(pk=request.pk).update(created_at=at)
        if state != RequestState.OPEN:
            request.close(state, user=get_user_model().objects.get(username="admin"), now=at + timedelta(hours=2))


def name_a_speaker():
    """Have the captions of one recording say who speaks."""
    caption = Caption.objects.get(language="en", webvtt__contains=FIRST_WORDS)
    caption.webvtt = caption.webvtt.replace(FIRST_WORDS, f"<v Amara Castillo>{FIRST_WORDS}")
    caption.save()
    caption.recording.transcript = f"Amara Castillo: {caption.recording.transcript}"
    caption.recording.save()


def build_figures():
    """Count twelve months of watching, in which newer recordings are watched more."""
    page = section()
    password = SharedPassword.objects.of_page(page).get()
    for session in page.sessions().live().order_by("date"):
        uids = SessionFile.objects.filter(session_id=session.pk).values_list("uid", flat=True)
        for file in (*Recording.objects.filter(uid__in=uids), *Handout.objects.filter(uid__in=uids)):
            count_months(session, file, password)


def count_months(session, file, password):
    for month, most in enumerate(reversed(STARTED)):
        day = timezone.localdate().replace(day=1) - timedelta(days=30 * month)
        started = most * (file.pk + 4) // 18
        shares = {
            "started": 100,
            "quarter": 88,
            "half": 70 - file.pk,
            "three_quarters": 58 - file.pk,
            "finished": 47 - file.pk,
        }
        is_film = isinstance(file, Recording)
        numbers = (
            {name: started * share // 100 for name, share in shares.items()} if is_film else {"downloads": most // 3}
        )
        WatchCounter.objects.create(
            session_key=session.translation_key, file=file.uid, password_key=password.pk, day=day, **numbers
        )
