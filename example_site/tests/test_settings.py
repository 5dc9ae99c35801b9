import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from example_site.settings.environment import caches, is_on, media_storage, recordings_storage, whole_number

MANAGE = Path(__file__).resolve().parents[1] / "manage.py"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "example_site.settings.production",
    "SECRET_KEY": "check-only-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7-0123456789-abcdefgh",
    "ALLOWED_HOSTS": "maig.example.org",
}
# Without a cache that workers share, the check warns of the watch figures.
SHARED_CACHE = {"CACHE_URL": "redis://127.0.0.1:6379/1"}


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
    nginx = {"SENDFILE": "X-Accel-Redirect", **SHARED_CACHE}

    done = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **PRODUCTION, **nginx)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_production_settings_with_a_bucket_pass_the_deployment_check(tmp_path):
    bucket = {"RECORDINGS_BUCKET": "example-members-files", "RECORDINGS_REGION": "us-east-2", **SHARED_CACHE}

    done = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **PRODUCTION, **bucket)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_production_settings_of_several_servers_pass_the_deployment_check(tmp_path):
    shared = {
        "BEHIND_TLS_PROXY": "1",
        "TRUSTED_PROXIES": "1",
        "PAGE_MAX_AGE": "60",
        "CACHE_URL": "redis://cache.example.org/0",
        "RECORDINGS_BUCKET": "example-members-files",
        "RECORDINGS_REGION": "us-east-2",
        "MEDIA_BUCKET": "example-public-pictures",
        "MEDIA_DOMAIN": "media.example.org",
    }

    done = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **PRODUCTION, **shared)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_health_is_the_only_address_that_production_answers_without_https(tmp_path):
    code = "from django.test import Client; print([Client().get(path).status_code for path in ('/health/', '/about/')])"
    production = {**PRODUCTION, "ALLOWED_HOSTS": "testserver"}

    done = manage(
        "shell", "--verbosity", "0", "-c", code, folder=tmp_path, DATABASE_URL="sqlite://:memory:", **production
    )

    assert done.stdout == "[200, 301]\n", done.stderr


def test_pictures_have_a_bucket_of_their_own_with_plain_addresses(monkeypatch):
    monkeypatch.setenv("RECORDINGS_REGION", "us-east-2")
    monkeypatch.delenv("MEDIA_DOMAIN", raising=False)

    assert media_storage("") == {}
    with pytest.raises(ImproperlyConfigured, match="MEDIA_DOMAIN is not set"):
        media_storage("pictures")
    monkeypatch.setenv("MEDIA_DOMAIN", "media.example.org")
    options = media_storage("pictures")["default"]["OPTIONS"]
    assert (options["bucket_name"], options["querystring_auth"], options["custom_domain"]) == (
        "pictures",
        False,
        "media.example.org",
    )


def test_production_settings_store_recordings_where_the_environment_says(tmp_path):
    served = {"MEDIA_ROOT": str(tmp_path), "RECORDINGS_FOLDER": str(tmp_path / "recordings")}

    done = manage("check", folder=tmp_path, **PRODUCTION, **served)

    assert "maigu_wagtail.E015" in done.stderr
    assert str(tmp_path / "recordings") in done.stderr


def test_production_static_files_can_be_collected(tmp_path):
    done = manage("collectstatic", "--no-input", STATIC_ROOT=str(tmp_path), **PRODUCTION)

    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("site/site.*.css"))) == 1
    assert len(list(tmp_path.glob("maigu_wagtail/css/maigu.*.css"))) == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set. Set it to a random string of at least 50 characters."),
        ({"ALLOWED_HOSTS": " "}, "ALLOWED_HOSTS is not set. Set it to the site’s host names"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is “*”"),
        ({"HSTS_SECONDS": "long"}, "HSTS_SECONDS is “long”. Set it to a whole number."),
    ],
)
def test_production_settings_report_what_is_missing(changed, message):
    done = manage("check", **{**PRODUCTION, **changed})

    assert done.returncode != 0
    assert message in done.stderr


@pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/1", "rediss://user:words@cache.example.org/0"])
def test_redis_cache_address_is_accepted(url):
    cache = caches(url)["default"]

    assert cache["BACKEND"] == "django_redis.cache.RedisCache"
    assert cache["LOCATION"] == url


def test_cache_address_of_another_kind_is_refused():
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL is “memcached://x”"):
        caches("memcached://x")


def test_recordings_are_in_a_folder_without_a_bucket(monkeypatch):
    monkeypatch.setenv("RECORDINGS_REGION", "us-east-2")

    assert recordings_storage("") == {}
    options = recordings_storage("b")["maigu_recordings"]["OPTIONS"]
    assert (options["bucket_name"], options["region_name"], options["addressing_style"]) == (
        "b",
        "us-east-2",
        "virtual",
    )


def test_other_s3_service_has_its_buckets_in_the_path(monkeypatch):
    monkeypatch.setenv("RECORDINGS_REGION", "auto")
    monkeypatch.setenv("RECORDINGS_ENDPOINT", "https://s3.example.org")

    options = recordings_storage("b")["maigu_recordings"]["OPTIONS"]

    assert (options["endpoint_url"], options["addressing_style"]) == ("https://s3.example.org", "path")


def test_bucket_without_a_region_is_refused(monkeypatch):
    monkeypatch.delenv("RECORDINGS_REGION", raising=False)

    with pytest.raises(ImproperlyConfigured, match="RECORDINGS_REGION is not set"):
        recordings_storage("b")


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("off", False), ("", None)])
def test_boolean_variable_is_read(monkeypatch, value, expected):
    monkeypatch.setenv("A_SWITCH", value)

    assert is_on("A_SWITCH", default=None) is expected


def test_boolean_and_number_refuse_other_values(monkeypatch):
    monkeypatch.setenv("A_SWITCH", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="Set it to 1 or 0"):
        is_on("A_SWITCH")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        whole_number("A_SWITCH", 0)
