"""The clock of the served site, which a test moves: a file says by how many seconds."""

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import time_machine


def moved_clock(get_response):
    """Answer each request at the time that the file ``BROWSER_TESTS_CLOCK`` says; a middleware."""
    file = Path(os.environ["BROWSER_TESTS_CLOCK"])
    real_time = time_machine.escape_hatch.time.time
    clock = time_machine.travel(datetime.now(timezone.utc)).start()

    def answer(request):
        clock.move_to(datetime.fromtimestamp(real_time(), timezone.utc) + timedelta(seconds=int(file.read_text())))
        return get_response(request)

    return answer
