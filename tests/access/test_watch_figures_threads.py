"""Reports that arrive at the same moment: on a server database all are counted, and a replay never is."""

from uuid import uuid4

import pytest
from django.db import connection

from maigu_wagtail.access.watch_figures import Viewer, count_watched
from maigu_wagtail.models import WatchCounter
from tests.doors import request_from
from tests.factories import make_session
from tests.threads import Workers

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def session(section, settings):
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = True
    return make_session(section)


@pytest.fixture
def workers(session, tmp_path):
    return Workers(tmp_path)


def counted():
    return list(WatchCounter.objects.values_list("started", "half", "finished"))


def test_replays_at_once_count_once(session, workers):
    viewer, file = Viewer(session, 1, device="token"), uuid4()

    workers.at_once(20, lambda _: count_watched(request_from(), viewer, file, "half"))

    # SQLite may give up waiting for its one writer; then nothing was counted.
    assert sum(started for started, _half, _finished in workers.alone(counted)) <= 1
    if connection.vendor != "sqlite":
        started, half, finished = (sum(column) for column in zip(*workers.alone(counted), strict=True))
        assert (started, half, finished) == (1, 1, 0)


def test_devices_at_once_all_count(session, workers):
    file = uuid4()

    def report(position):
        count_watched(request_from(), Viewer(session, 1, device=f"token {position}"), file, "finished")

    workers.at_once(20, report)

    [(started, half, finished)] = workers.alone(counted)
    assert started <= 20
    assert (started, half) == (half, finished)
    if connection.vendor != "sqlite":
        assert started == 20
