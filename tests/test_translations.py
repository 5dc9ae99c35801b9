import os
import re
import shutil
import subprocess
import sys
from datetime import date, time
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from django.utils.formats import reset_format_cache

from maigu_wagtail.sessions.dates import long_date
from tests.factories import make_session

PACKAGE = Path(__file__).parent.parent / "maigu_wagtail"
SPANISH = PACKAGE / "locale" / "es" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|<[^>]+>")


def translations(path):
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def texts(entry):
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def test_spanish_translates_every_text_in_the_code(tmp_path):
    copy = tmp_path / "maigu_wagtail"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "django", "makemessages", "-l", "es", "--no-location"]
    # Only the texts are read, so no settings are needed, and these tests' could not be found from there.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)

    wanted = translations(copy / "locale" / "es" / "LC_MESSAGES" / "django.po")

    assert set(wanted) == set(translations(SPANISH))


def test_spanish_is_complete_and_keeps_placeholders():
    for entry in translations(SPANISH).values():
        assert not entry.fuzzy, entry.msgid
        for position, text in enumerate(texts(entry)):
            original = entry.msgid_plural if position else entry.msgid
            assert text.strip(), entry.msgid
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(original)), entry.msgid


def test_spanish_is_compiled():
    compiled = polib.mofile(str(SPANISH.with_suffix(".mo")))

    assert {(entry.msgctxt, entry.msgid): texts(entry) for entry in compiled} == {
        key: texts(entry) for key, entry in translations(SPANISH).items()
    }


@pytest.mark.filterwarnings("default::DeprecationWarning")
def test_pages_are_shown_in_spanish(section, client, settings):
    settings.LANGUAGE_CODE = "es"
    session = make_session(section, date=date(2023, 12, 14), start_time=time(9))

    with translation.override("es"):
        soups = [BeautifulSoup(client.get(page.url).content, "html.parser") for page in (section, session)]

    assert [h.get_text(strip=True) for h in soups[0].select("h2")] == [
        "Próximas sesiones",
        "Para miembros",
        "Sesiones grabadas",
    ]
    assert soups[0].html["lang"] == "es"
    assert soups[1].select_one(".maigu-facts time").get_text() == "14 de diciembre de 2023"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "December 14, 2023"),
        ("en-us", "December 14, 2023"),
        ("en-gb", "14 December 2023"),
        ("en-au", "14 December 2023"),
        ("es", "14 de diciembre de 2023"),
        ("fr", "14 décembre 2023"),
        ("de", "14. Dezember 2023"),
        ("ja", "2023年12月14日"),
    ],
)
def test_date_follows_the_language(language, written):
    with translation.override(language):
        assert long_date(date(2023, 12, 14)) == written


@pytest.fixture
def own_formats(settings):
    settings.FORMAT_MODULE_PATH = "tests.formats"
    reset_format_cache()
    yield
    del settings.FORMAT_MODULE_PATH
    reset_format_cache()


def test_date_follows_the_site_format(own_formats):
    with translation.override("en"):
        assert long_date(date(2023, 12, 14)) == "2023-12-14"
