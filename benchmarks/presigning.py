"""
Measure 1,000 presigned addresses from 20 threads at once: the gate's shared client, and django-storages' own ``url()``.

Each way is measured in a process of its own. No store is asked: signing takes none.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

ADDRESSES, THREADS = 1000, 20
WAYS = {"gate": "our single client", "storage": "django-storages’ url()"}
OPTIONS = {
    "bucket_name": "private",
    "region_name": "eu-west-3",
    "access_key": "an-access-key",
    "secret_key": "a-secret-key",
    "signature_version": "s3v4",
    "addressing_style": "virtual",
    "querystring_auth": True,
    "default_acl": None,
    "custom_domain": None,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.presigning", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, help="measure one way, in this process")
    options = parser.parse_args()
    if options.way:
        print(json.dumps(measure(options.way)))
        return
    print("| | all 1,000 | longest single one | memory before | more at the peak |")
    print("|---|---:|---:|---:|---:|")
    for _round in range(options.rounds):
        for way, words in WAYS.items():
            command = [sys.executable, "-m", "benchmarks.presigning", "--way", way]
            run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 -- of our making
            got = json.loads(run.stdout)
            print(
                f"| {words} | {got['all']:.2f} s | {got['longest'] * 1000:.0f} ms "
                f"| {got['before']:.0f} MB | {got['more']:.0f} MB |"
            )


def measure(way: str) -> dict[str, float]:
    from django.conf import settings

    settings.configure(USE_TZ=True, SECRET_KEY="for a benchmark")  # noqa: S106 -- signs nothing that counts
    from storages.backends.s3 import S3Storage

    from maigu_wagtail.recordings.s3 import presigned_address

    storage = S3Storage(**OPTIONS)
    told = {"content_type": "video/mp4", "disposition": 'inline; filename="a.mp4"', "lifetime": 60}
    ways = {
        "gate": lambda number: presigned_address(storage, f"ab/{number}.mp4", **told),
        "storage": lambda number: storage.url(f"ab/{number}.mp4"),
    }
    before, barrier = held(), Barrier(THREADS)

    def sign(thread: int) -> list[float]:
        barrier.wait()
        seconds = []
        for number in range(thread, ADDRESSES, THREADS):
            start = time.perf_counter()
            address = ways[way](number)
            seconds.append(time.perf_counter() - start)
            assert "X-Amz-Signature=" in address
        return seconds

    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        seconds = [second for thread in pool.map(sign, range(THREADS)) for second in thread]
    assert len(seconds) == ADDRESSES
    return {"all": time.perf_counter() - start, "longest": max(seconds), "before": before, "more": peak() - before}


def held() -> float:
    """Return how many megabytes this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def peak() -> float:
    """Return how many megabytes it has held at the most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main()
