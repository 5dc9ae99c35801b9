from datetime import date

import swapper
from django.core.management import call_command
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from maigu_wagtail.members.file_access import address_of
from maigu_wagtail.models import (
    SearchedText,
    SearchedWord,
    SectionFilterCounts,
    SessionFile,
    SessionSpeaker,
    SharedPassword,
)
from maigu_wagtail.sessions.filter_counts import filter_counts_of
from tests.factories import make_handout, make_recording, make_session


def test_rebuild_repairs_changes_made_without_signals(section, capsys):
    session = make_session(
        section,
        speakers=[("speaker", {"name": "Amara"})],
        members_content=[("text", RichText("<p>x</p>"))],
    )
    filter_counts_of(section)
    type(session).objects.update(date=date(2020, 1, 1), members_summary={"text": 9})
    SessionSpeaker.objects.all().delete()

    call_command("maigu_rebuild")

    session = type(session).objects.get()
    assert session.ends_at.date() == date(2020, 1, 2)
    assert session.members_summary == {"text": 1}
    assert [row.name for row in session.speaker_index.all()] == ["Amara"]
    assert not SectionFilterCounts.objects.get().is_fresh
    assert filter_counts_of(section).years == {"2020": 1}
    assert capsys.readouterr().out == "Worked out 1 sessions.\n"


def test_rebuild_cleans_and_dates_pages_of_earlier_versions(section):
    session = make_session(section)
    for page in (section, session):
        broken = {"title": "a\r\nb", "draft_title": "a\nb", "first_published_at": None, "last_published_at": None}
        type(page).objects.filter(pk=page.pk).update(**broken)
    type(session).objects.update(search_words=" łodz")

    call_command("maigu_rebuild")

    for page in (section, session):
        page.refresh_from_db()
        assert (page.title, page.draft_title) == ("a b", "a b")
        assert page.first_published_at == page.last_published_at is not None
    assert session.search_words == " a b"


def test_rebuild_opens_files_saved_without_signals(section, private_folder, client):
    film, gone = make_recording(), make_recording()
    session = make_session(section, access="public", members_content=[("recording", film)])
    address = address_of(film, film.download_name)
    SessionFile.objects.update(uid=gone.uid)
    assert client.get(address).status_code == 403

    call_command("maigu_rebuild")

    assert b"moving pictures" in b"".join(client.get(address))
    assert [row.uid for row in session.file_index.all()] == [film.uid]


def test_rebuild_of_an_empty_site_does_nothing(db, capsys):
    call_command("maigu_rebuild")

    assert capsys.readouterr().out == "Worked out 0 sessions.\n"


def test_rebuild_encrypts_passwords_with_the_newest_key(section, settings):
    settings.SECRET_KEY = "the key before"
    password = SharedPassword.objects.create_password(section, "correct horse", label="Members")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new key", ["the key before"]
    lost = SharedPassword.objects.create_password(section, "battery staple")
    SharedPassword.objects.filter(pk=lost.pk).update(sealed="of a key that is gone")

    call_command("maigu_rebuild")

    settings.SECRET_KEY_FALLBACKS = []
    assert SharedPassword.objects.get(pk=password.pk).reveal() == "correct horse"
    assert SharedPassword.objects.get(pk=lost.pk).sealed == "of a key that is gone"


def test_rebuild_restricts_existing_members_only_pages(home, section):
    page_model = swapper.load_model("wagtailcore", "Page")
    whole = section.add_child(instance=page_model(title="Whole", slug="whole"))
    deeper = whole.add_child(instance=page_model(title="Deeper", slug="deeper"))
    left = home.add_child(instance=page_model(title="Left", slug="left"))
    restricted = section.add_child(instance=page_model(title="Restricted", slug="restricted"))
    PageViewRestriction.objects.filter(page_id=restricted.pk).update(restriction_type="login")
    PageViewRestriction.objects.filter(page_id=whole.pk).update(page_id=left.pk)
    make_session(section)

    for _ in range(2):
        call_command("maigu_rebuild")

        found = sorted(PageViewRestriction.objects.values_list("page_id", "restriction_type"))
        assert found == [(whole.pk, "none"), (restricted.pk, "login"), (restricted.pk, "none")]
    assert deeper.pk not in page_model.objects.public().values_list("pk", flat=True)


def test_rebuild_indexes_what_members_can_search(section, private_folder):
    film, slides = make_recording(("en",)), make_handout(title="Ordinance")
    words = ("transcript", {"title": "", "text": "Somebody spoke."})
    make_session(section, members_content=[("recording", film), ("resource", slides), words])
    before = sorted(SearchedWord.objects.values_list("term", flat=True))
    SearchedText.objects.all().delete()

    for _time in range(2):
        call_command("maigu_rebuild")

        assert SearchedText.objects.count() == 3
        assert sorted(SearchedWord.objects.values_list("term", flat=True)) == before
