"""A section whose recordings have transcripts of two hours, in words as frequent as those of a language."""

import random
from itertools import accumulate
from typing import Any

from wagtail.models import Collection, Site

from benchmarks import contents
from maigu_wagtail.models import Recording, SearchedText, SearchedWord, SessionFile, SessionIndexPage, SharedPassword
from maigu_wagtail.sessions.search_words import index_terms, stored_term

PASSWORD = "correct horse battery"  # noqa: S105 -- of a site that is removed at the end
VOCABULARY = 30_000
# Two hours at 150 words a minute, in sentences of 15 words: 1,200 of them, six seconds each.
SENTENCES, WORDS, SECONDS = 1_200, 15, 6
BATCH = 100
CONSONANTS = ["b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr", "pr", "con"]
VOWELS = ["a", "e", "i", "o", "u", "an", "er", "in", "on", "at"]


def make_searched_section(number: int) -> None:
    """Make a section of ``number`` sessions, each with one transcript of two hours, and what is searched of it."""
    Site.objects.update(hostname="testserver")
    contents.make_sections(number)
    section = SessionIndexPage.objects.get(slug="maig-u")
    SharedPassword.objects.create_password(section, PASSWORD)
    chance = random.Random(number)
    words = vocabulary()
    weights = list(accumulate(1 / (rank + 8) ** 1.3 for rank in range(len(words))))
    sessions = list(section.sessions().order_by("path").values_list("pk", flat=True))
    for start in range(0, number, BATCH):
        recordings = _recordings(len(sessions[start : start + BATCH]))
        pairs = zip(sessions[start : start + BATCH], recordings, strict=True)
        SessionFile.objects.bulk_create(SessionFile(session_id=pk, uid=film.uid) for pk, film in pairs)
        _index(recordings, chance, words, weights)


def vocabulary() -> list[str]:
    """Return made-up words, the most frequent first, always the same."""
    chance = random.Random(1)
    syllables = [consonant + vowel for consonant in CONSONANTS for vowel in VOWELS]
    made = (
        "".join(chance.choices(syllables, k=chance.choice([1, 2, 2, 3, 3, 4]))) for _number in range(2 * VOCABULARY)
    )
    return list(dict.fromkeys(made))[:VOCABULARY]


def _recordings(number: int) -> list[Recording]:
    collection = Collection.get_first_root_node()
    films = [Recording(title="Recording", file="film.mp4", duration=7200, collection=collection) for _ in range(number)]
    return list(Recording.objects.bulk_create(films))


def _index(recordings: list[Recording], chance: random.Random, words: list[str], weights: list[float]) -> None:
    texts = [
        SearchedText(recording=recording, language="en", lines=_lines(chance, words, weights))
        for recording in recordings
    ]
    # MariaDB takes 16 MB in one statement.
    for text in SearchedText.objects.bulk_create(texts, batch_size=20):
        words = {word for line in text.lines for word in line[1].split()}
        terms = {stored_term(term) for word in words for term in index_terms(word)}
        SearchedWord.objects.bulk_create(SearchedWord(text=text, term=term) for term in sorted(terms))


def _lines(chance: random.Random, words: list[str], weights: list[float]) -> list[list[Any]]:
    said = chance.choices(words, cum_weights=weights, k=SENTENCES * WORDS)
    sentences = [said[start : start + WORDS] for start in range(0, len(said), WORDS)]
    return [
        [f"{' '.join(sentence).capitalize()}.", f" {' '.join(sentence)}", number * SECONDS, "Amara Castillo"]
        for number, sentence in enumerate(sentences)
    ]
