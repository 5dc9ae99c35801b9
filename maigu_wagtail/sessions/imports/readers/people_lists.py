"""Lists and paragraphs that name several speakers."""

from maigu_wagtail.sessions.imports.found import FoundSpeaker

from .people import read_speaker, read_speakers, split_joined

LONGEST_LINE = 200


def people_of_paragraphs(texts: list[str]) -> list[FoundSpeaker]:
    """Return the people if each of ``texts`` names one, and most of them with a role or an organisation."""
    if any(
        len(text) > LONGEST_LINE or text.endswith((".", "?", "!")) and not text.endswith(("Jr.", "Sr.", "D."))
        for text in texts
    ):
        texts = [text for text in texts if len(text) <= LONGEST_LINE] if len(texts) > 1 else []
    texts = [person for text in texts for part in text.split(";") if part.strip() for person in split_joined(part)]
    people = [read_speaker(text, is_expected=len(texts) > 1) for text in texts]
    certain = sum(bool(read_speaker(text)) for text in texts)
    return [person for person in people if person] if all(people) and 2 * certain >= len(texts) else []


def people_of_lines(texts: list[str], *, is_expected: bool) -> list[FoundSpeaker]:
    """Return the people if each of ``texts`` names one or several; a name is enough if they are announced as speakers."""
    people: list[FoundSpeaker] = []
    certain = 0
    for text in texts:
        found = (
            read_speakers(text)
            if is_expected
            else [person for person in [read_speaker(text, is_expected=True)] if person]
        )
        if not found:
            return []
        people += found
        certain += bool(read_speaker(text))
    return people if is_expected or 2 * certain >= len(texts) else []
