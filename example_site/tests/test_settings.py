import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from example_site.settings.environment import caches, is_on, whole_number

MANAGE = Path(__file__).resolve().parents[1] / "manage.py"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "example_site.settings.production",
    "SECRET_KEY": "check-only-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7-0123456789-abcdefgh",
    "ALLOWED_HOSTS": "maig.example.org",
}


def manage(*args, folder=None, **environment):
    kept = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "SECRET_KEY"}}
    return subprocess.run(  # noqa: S603 -- this site's own command line
        [sys.executable, str(MANAGE), *args],
        cwd=folder,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_production_settings_pass_the_deployment_check(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **PRODUCTION)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_production_static_files_can_be_collected(tmp_path):
    done = manage("collectstatic", "--no-input", STATIC_ROOT=str(tmp_path), **PRODUCTION)

    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("site/site.*.css"))) == 1
    assert len(list(tmp_path.glob("maigu_wagtail/css/maigu.*.css"))) == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set. Set it to a random text of at least 50 characters."),
        ({"ALLOWED_HOSTS": " "}, "ALLOWED_HOSTS is not set. Set it to the site’s host names"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is “*”"),
        ({"HSTS_SECONDS": "long"}, "HSTS_SECONDS is “long”. Set it to a whole number."),
    ],
)
def test_production_settings_say_what_is_missing(changed, message):
    done = manage("check", **{**PRODUCTION, **changed})

    assert done.returncode != 0
    assert message in done.stderr


@pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/1", "rediss://user:words@cache.example.org/0"])
def test_cache_address_gives_redis(url):
    cache = caches(url)["default"]

    assert cache["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert cache["LOCATION"] == url


def test_cache_address_of_another_kind_is_refused():
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL is “memcached://x”"):
        caches("memcached://x")


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("off", False), ("", None)])
def test_switch_is_read(monkeypatch, value, expected):
    monkeypatch.setenv("A_SWITCH", value)

    assert is_on("A_SWITCH", default=None) is expected


def test_switch_and_number_refuse_other_words(monkeypatch):
    monkeypatch.setenv("A_SWITCH", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="Set it to 1 or 0"):
        is_on("A_SWITCH")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        whole_number("A_SWITCH", 0)
