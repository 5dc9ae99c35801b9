"""Two app servers without a shared disk agree on unlocks, attempts, passwords, figures and files."""

import re
import time

from example_site.catalogue.media import MEDIA
from tests_cluster.clients import MEMBERS_ONLY, SECTION, WATCH, base_of, load, new_client, statuses, unlock

NEW_PASSWORD = """
from maigu_wagtail.models import SessionIndexPage, SharedPassword
SharedPassword.objects.create_password(SessionIndexPage.objects.get(slug="maig-u"), "for one test only", label="Test")
"""
ROTATE = """
from maigu_wagtail.models import SharedPassword
SharedPassword.objects.get(label="Test", revoked_at=None).rotate("words that come after", earlier="end")
"""


def test_device_unlocked_on_one_server_watches_on_the_other(cluster):
    first, second = map(base_of, cluster.apps)
    member, stranger = new_client(), new_client()

    opened = unlock(member, first)
    page = member.get(f"{second}{WATCH}")
    file = re.search(r'"(/maigu/files/[^"]+\.webm)"', page.text)[1]
    sent = member.get(f"{second}{file}")

    assert (opened.status_code, page.status_code, MEMBERS_ONLY in page.text) == (303, 200, True)
    assert stranger.get(f"{second}{WATCH}").status_code == 403
    assert stranger.get(f"{second}{file}").status_code == 403
    assert (sent.status_code, stranger.get(sent.headers["Location"]).content) == (
        302,
        (MEDIA / "mass-shooting-protocol-and-playbook.webm").read_bytes(),
    )


def test_password_changed_while_members_watch_ends_unlocks_on_both_servers(cluster):
    cluster.manage("shell", "--verbosity", "0", "-c", NEW_PASSWORD)
    first, second = map(base_of, cluster.apps)
    member = new_client()
    unlock(member, first, "for one test only")

    with load(*(lambda base=base: member.get(f"{base}{WATCH}") for base in (first, second))) as watching:
        cluster.manage("shell", "--verbosity", "0", "-c", ROTATE)
        changed = time.monotonic()
        refused = {member.get(f"{base}{WATCH}").status_code for base in (first, second)}

    assert watching.all()[200] > 0
    assert set(watching.all()) == {200, 403}
    assert refused == {403}
    assert set(watching.since(changed)) <= {403}


def test_parallel_wrong_passwords_on_both_servers_never_exceed_the_limit(cluster):
    guesser = new_client()
    bases = [base_of(app) for app in cluster.apps] * 100

    answers = statuses([lambda base=base: unlock(guesser, base, "a wrong guess") for base in bases])

    assert answers == {403: 10, 429: 190}


def test_clients_behind_nginx_are_counted_by_their_own_address(cluster):
    guesser, neighbour = new_client(), new_client()

    mine = statuses([lambda: unlock(guesser, cluster.address, "a wrong guess")] * 12)
    forged = guesser.post(
        f"{cluster.address}{SECTION}unlock/", data={"password": "x"}, headers={"X-Forwarded-For": "192.0.2.1"}
    )

    assert mine == {403: 10, 429: 2}
    assert forged.status_code == 429
    assert unlock(neighbour, cluster.address, "a wrong guess").status_code == 403


def test_device_that_reports_to_both_servers_counts_once(cluster, database):
    member = new_client()
    unlock(member, cluster.address)
    page = member.get(f"{cluster.address}{WATCH}").text
    recording = re.search(r'data-maigu-recording="([0-9a-f-]{36})"', page)[1]
    report = {"recording": recording, "reached": "started"}

    answers = [member.post(f"{base_of(app)}{WATCH}seen/", json=report).status_code for app in cluster.apps * 2]

    assert set(answers) == {204}
    assert database.execute("SELECT sum(started) FROM maigu_wagtail_watchcounter").fetchone() == (1,)


def test_picture_stored_by_one_server_is_at_the_same_address_for_all(cluster, database):
    picture = (MEDIA / "unlocking-voca-funds.webp").read_bytes()
    editor = new_client()
    form = {"username": "editor", "password": "local-editor"}
    first, second = map(base_of, cluster.apps)
    sign_in(editor, f"{first}/admin/login/", form)

    # The session of the CMS is in the database, so the second server knows the editor too.
    add = f"{second}/admin/images/add/"
    token = editor.get(add).text
    form = {"title": "A picture", "csrfmiddlewaretoken": csrf_token(token)}
    saved = editor.post(
        add, data=form, files={"file": ("picture.webp", picture, "image/webp")}, headers={"Referer": add}
    )
    name = database.execute("SELECT file FROM wagtailimages_image ORDER BY id DESC LIMIT 1").fetchone()[0]

    assert saved.status_code == 302
    assert new_client().get(f"{cluster.address}/media/{name}").content == picture


def sign_in(client, address, form):
    token = csrf_token(client.get(address).text)
    response = client.post(address, data={**form, "csrfmiddlewaretoken": token}, headers={"Referer": address})
    assert response.status_code == 302


def csrf_token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
