"""How many bytes a row of each table takes that grows with use, with its indexes (PostgreSQL)."""

import uuid
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from maigu_wagtail.models import ClientAttempts, PasswordRequest, UnlockCounter, WatchCounter

ROWS = 20_000


def print_tables() -> None:
    print("\ntable · bytes of a row with its indexes")
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    lock = uuid.uuid4()
    made = {
        ClientAttempts: (ClientAttempts(client=uuid.uuid4().hex * 2, since=now) for _n in range(ROWS)),
        UnlockCounter: (
            UnlockCounter(lock=lock, hour=hour - timedelta(hours=n), last_opened_at=now) for n in range(ROWS)
        ),
        WatchCounter: (
            WatchCounter(
                session_key=uuid.uuid4(), file=uuid.uuid4(), password_key=1, day=now.date() - timedelta(days=n % 365)
            )
            for n in range(ROWS)
        ),
        PasswordRequest: (
            PasswordRequest(lock=lock, name="Maria Delgado", email=f"maria.delgado.{n}@city.example.org", **text())
            for n in range(ROWS)
        ),
    }
    for model, rows in made.items():
        before = size_of(model)
        model._default_manager.bulk_create(rows, batch_size=1000)
        print(f"{model.__name__} · {(size_of(model) - before) / ROWS:.0f}", flush=True)
    for model in made:
        model._default_manager.all().delete()


def text() -> dict[str, str]:
    """Return the fields of a request that people fill in with a sentence."""
    return {
        "organisation": "City of Springfield, Office of the Mayor",
        "message": "I work on violence prevention. " * 4,
    }


def size_of(model) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [model._meta.db_table])
        return cursor.fetchone()[0]
