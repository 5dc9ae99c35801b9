"""One server, the database or the cache is gone: nothing opens, nothing is lost, pages stay up."""

import time

import pytest

from example_site.cluster.services import wait_until
from tests_cluster.clients import MEMBERS_ONLY, SECTION, SESSION, WATCH, base_of, load, new_client, statuses, unlock

PUBLIC = (
    "/",
    SECTION,
    SESSION,
    f"{SECTION}feed/",
    f"{SECTION}calendar.ics",
    "/api/v2/sessions/",
    "/search/?q=guns",
    "/sitemap.xml",
)


@pytest.fixture
def member(cluster):
    client = new_client()
    assert unlock(client, cluster.address).status_code == 303
    return client


def test_server_killed_under_load_refuses_no_member(cluster, member):
    def watch():
        return member.get(f"{cluster.address}{WATCH}")

    def enter_password():
        return unlock(new_client(), cluster.address)

    with load(watch, watch, watch, enter_password, enter_password) as members:
        wait_until(lambda: len(members.seen) > 20, "Nobody gets an answer.")
        cluster.apps[0].kill()
        killed = time.monotonic()
        wait_until(lambda: sum(members.since(killed).values()) > 40, "Nobody gets an answer after the end of a server.")

    assert set(members.all()) == set(members.since(killed)) == {200, 303}


def test_database_restart_opens_nothing_and_ends_with_it(cluster, member):
    bases = [base_of(app) for app in cluster.apps]
    watch = [lambda base=base: member.get(f"{base}{WATCH}") for base in bases] * 20
    stranger = new_client()
    # Each thread of both servers has a connection now.
    assert statuses(watch) == {200: 40}

    with load(*(lambda base=base: stranger.get(f"{base}{WATCH}") for base in bases)) as strangers:
        cluster.database.stop()
        down = stranger.get(f"{bases[0]}/health/").status_code
        refused = unlock(new_client(), bases[0]).status_code
        cluster.database.start()
        up = time.monotonic()
        # No connection from before the restart is used again.
        answers = statuses(watch)

    assert (down, refused) == (503, 500)
    assert answers == {200: 40}
    assert set(strangers.all()) == {403, 500}
    assert set(strangers.since(up)) == {403}
    assert unlock(new_client(), cluster.address).status_code == 303


def test_pages_and_unlocks_work_without_redis(cluster, member):
    bases = [base_of(app) for app in cluster.apps]
    stranger, guesser = new_client(), new_client()
    cluster.cache.stop()
    try:
        public = {path: stranger.get(f"{base}{path}").status_code for base in bases for path in PUBLIC}
        watched = member.get(f"{bases[0]}{WATCH}")
        opened = unlock(new_client(), bases[1]).status_code
        guesses = statuses([lambda base=base: unlock(guesser, base, "a wrong guess") for base in bases * 10])
        refused = stranger.get(f"{bases[1]}{WATCH}").status_code
        health = stranger.get(f"{bases[0]}/health/").status_code
    finally:
        cluster.cache.start()

    assert public == dict.fromkeys(PUBLIC, 200)
    assert (watched.status_code, MEMBERS_ONLY in watched.text, opened) == (200, True, 303)
    # Attempts are counted in the database.
    assert guesses == {403: 10, 429: 10}
    assert (refused, health) == (403, 200)
