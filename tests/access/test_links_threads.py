"""Links used at the same moment, from real threads with real transactions."""

from collections import Counter

import pytest
from django.db import OperationalError, connection
from django.test import Client

from maigu_wagtail.models import SharedPassword, UnlockLink
from tests.threads import Workers

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_forty_concurrent_devices_never_exceed_the_number_of_a_link(section, tmp_path):
    link = SharedPassword.objects.create_password(section, "correct horse").create_link(max_uses=10)
    address = f"{section.url}unlock/{link.token}/"
    workers = Workers(tmp_path)

    def use(position):
        try:
            return Client().post(address).status_code
        except OperationalError:
            # SQLite may give up waiting for its one writer.
            assert connection.vendor == "sqlite"
            return None

    statuses = Counter(workers.at_once(40, use))

    assert 1 <= statuses[303] <= 10
    assert workers.alone(lambda: UnlockLink.objects.get().uses) >= statuses[303]
    assert workers.alone(lambda: UnlockLink.objects.get().uses) <= 10
    if connection.vendor != "sqlite":
        assert statuses == {303: 10, 403: 30}
