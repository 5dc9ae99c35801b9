"""
How long captions take to read and to time, by size: for hostile files and for real ones.

    python -m benchmarks.captions            # prints a table; about a minute

Reading is what an upload costs; timing is what saving costs. A page that shows a transcript costs neither. Linear work
takes ten times as long for ten times the size; the last column is the time of the largest file, divided by that of one
a tenth as large.
"""

from collections.abc import Callable
from contextlib import suppress
from time import process_time

from maigu_wagtail.recordings.captions import CaptionsError, read_captions
from maigu_wagtail.recordings.timing import timed_transcript

SIZES = (10_000, 100_000, 200_000, 1_000_000, 2_000_000)
WORDS = ["we", "talk", "about", "the", "safe", "storage", "of", "firearms", "and", "what", "a", "city", "can", "do"]


def cue(number: int, text: str, separator: str = ".") -> str:
    """Return a cue of three seconds."""
    begin, end = (f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}{separator}000" for s in (number * 3, number * 3 + 3))
    return f"{begin} --> {end}\n{text}\n\n"


def of_cues(text: Callable[[int], str]) -> Callable[[int], str]:
    """Return a maker of WebVTT of about a size, each cue with the text for its number."""

    def make(size: int) -> str:
        number = size // len(cue(0, text(0)))
        return "WEBVTT\n\n" + "".join(cue(at, text(at)) for at in range(number))

    return make


def rolling(number: int) -> str:
    line = [
        " ".join(WORDS[(at * 5 + step) % len(WORDS)] for step in range(6)) + f" {at}" for at in (number, number + 1)
    ]
    return "\n".join(line)


SHAPES: dict[str, Callable[[int], str]] = {
    "real: sentences": of_cues(lambda at: f"<v Ana>{' '.join(WORDS)}, number {at}."),
    "real: automatic, no punctuation": of_cues(lambda at: f"{' '.join(WORDS)} {at}"),
    "real: automatic, rolling": of_cues(rolling),
    "voices that never end": of_cues(lambda _at: "<v " * 600),
    "voices with spaces": of_cues(lambda _at: "<v" + " " * 1900),
    "tags in tags": of_cues(lambda _at: "<" * 1900),
    "ampersands": of_cues(lambda _at: "&" * 1900),
    "the same word": of_cues(lambda _at: "a " * 950),
    "text without times": lambda size: "WEBVTT\n\n" + "some words\n\n" * (size // 12),
    "SubRip, one number missing": lambda size: "".join(
        f"{'' if at == 7 else at}\n{cue(at, 'some words', ',')}" for at in range(size // 50)
    ),
    "empty lines": lambda size: "WEBVTT\n\n00:01.000 --> 00:02.000\na\n" + "\n" * size,
}


def seconds(text: str) -> tuple[float, float]:
    """Return the CPU time of reading a file and of timing it, as its own transcript and against another one."""
    begin = process_time()
    webvtt = ""
    with suppress(CaptionsError):
        webvtt = read_captions(text.encode()[:2_000_000])
    middle = process_time()
    timed_transcript("", webvtt)
    timed_transcript("Another text altogether. " * (len(text) // 25), webvtt)
    return middle - begin, process_time() - middle


def main() -> None:
    print(f"{'read + time, seconds of CPU':34}", *(f"{size // 1000:>11} kB" for size in SIZES), "    × for ×10")
    for name, make in SHAPES.items():
        costs = [seconds(make(size)) for size in SIZES]
        totals = [sum(cost) for cost in costs]
        shown = (f"{read:6.3f} + {time:5.3f}" for read, time in costs)
        print(f"{name:34}", *shown, f"{totals[4] / max(totals[2], 0.001):10.1f}")


if __name__ == "__main__":
    main()
