"""What a front end on another origin may and may not request from the site."""

import pytest

from example_site import serve_frontend
from example_site.serve_frontend import content_security_policy
from example_site.tests.test_settings import PRODUCTION, manage

pytestmark = pytest.mark.django_db
OURS, OTHER = "http://localhost:8001", "https://elsewhere.example"
API = "/api/v2/sessions/"
ASKED = {"HTTP_ACCESS_CONTROL_REQUEST_METHOD": "GET", "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": "x-maigu-unlock"}


@pytest.fixture(autouse=True)
def front_end(settings):
    settings.CORS_ALLOWED_ORIGINS = [OURS]


def allowed(client, origin, path=API):
    return client.get(path, HTTP_ORIGIN=origin).headers.get("Access-Control-Allow-Origin")


def test_only_the_front_end_origin_may_read_the_api(client):
    assert (allowed(client, OURS), allowed(client, OTHER)) == (OURS, None)


def test_front_end_may_read_only_the_api_and_files(client):
    assert allowed(client, OURS, "/search/") is None


def test_front_end_may_send_the_token_but_no_cookie(client):
    answer = client.options(f"{API}5/content/", HTTP_ORIGIN=OURS, **ASKED)

    assert "x-maigu-unlock" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_front_end_may_read_the_retry_after_header(client):
    exposed = client.get(API, HTTP_ORIGIN=OURS).headers["Access-Control-Expose-Headers"]

    assert {"Retry-After", "WWW-Authenticate"} <= set(exposed.split(", "))


def test_production_allows_no_origin_by_default():
    code = "from django.conf import settings; print(settings.CORS_ALLOWED_ORIGINS)"
    shell = ["shell", "--verbosity", "0", "--command", code]

    assert manage(*shell, **PRODUCTION).stdout == "[]\n"
    assert manage(*shell, **PRODUCTION, FRONTEND_ORIGINS=f"{OURS}, {OTHER}").stdout == f"['{OURS}', '{OTHER}']\n"


def test_policy_allows_only_the_api_and_the_file_store():
    policy = content_security_policy("https://cms.example.org/api/v2/", ["https://bucket.example.com"])

    assert "connect-src 'self' https://cms.example.org;" in policy
    assert "media-src https://cms.example.org https://bucket.example.com;" in policy


def test_server_says_how_to_build_a_missing_front_end(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(serve_frontend, "DIST", tmp_path)
    monkeypatch.setattr("sys.argv", ["serve_frontend"])

    with pytest.raises(SystemExit) as ended:
        serve_frontend.main()

    assert ended.value.code == 2
    assert "make frontend" in capsys.readouterr().err
