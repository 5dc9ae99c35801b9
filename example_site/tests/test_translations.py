import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

SITE = Path(__file__).resolve().parents[1]


def messages(text):
    """Yield the message and translations of each entry of a .po file, without the header."""
    joined = re.sub(r'"\n"', "", text)
    for entry in joined.split("\n\n")[1:]:
        source = re.search(r'^msgid "(.+)"$', entry, re.MULTILINE)
        if source and not entry.startswith("#~"):
            yield source[1], re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', entry, re.MULTILINE), "fuzzy" in entry


@pytest.fixture
def collected(tmp_path, monkeypatch):
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed")
    copy = tmp_path / "site"
    shutil.copytree(SITE, copy, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    monkeypatch.chdir(copy)
    call_command("makemessages", "-l", "es", "--no-location", verbosity=0)
    return (copy / "locale/es/LC_MESSAGES/django.po").read_text(encoding="utf-8")


def test_every_string_of_the_site_is_in_spanish(collected):
    missing = [source for source, texts, is_fuzzy in messages(collected) if is_fuzzy or not texts or not all(texts)]

    assert len(list(messages(collected))) > 40
    assert missing == []


def test_compiled_translations_match_the_source(tmp_path):
    if not shutil.which("msgfmt"):
        pytest.skip("gettext is not installed")
    folder = SITE / "locale/es/LC_MESSAGES"
    compiled = tmp_path / "django.mo"

    subprocess.run(["msgfmt", "--check-format", "-o", str(compiled), str(folder / "django.po")], check=True)  # noqa: S603, S607 -- fixed arguments

    assert compiled.read_bytes() == (folder / "django.mo").read_bytes()
