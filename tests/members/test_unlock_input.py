import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.rich_text import RichText

from maigu_wagtail.access import grants
from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.models import ClientAttempts, SharedPassword
from tests.doors import CONTENT, is_open, problem, type_password
from tests.factories import make_section, make_session

PASSWORD = "correct horse"


@pytest.fixture
def session(section):
    return make_session(section, slug="one", members_content=[("text", RichText(f"<p>{CONTENT}</p>"))])


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, "correct horse")


FORM = "application/x-www-form-urlencoded"
BODIES = {
    "nothing": (b"", FORM),
    "no password": (b"next=%2F", FORM),
    "empty": (b"password=", FORM),
    "white space": (b"password=+%09%0A%C2%A0%E2%80%8B", FORM),
    "array": (b"password[]=correct+horse", FORM),
    "key": (b"password[a]=correct+horse", FORM),
    "NUL": (b"password=correct+horse%00", FORM),
    "surrogate": (b"password=%ED%A0%80", FORM),
    "invalid UTF-8": (b"password=%ff%fe%80", FORM),
    "raw bytes": (b"password=\xff\xfe\x00\x80", FORM),
    "129 characters": (b"password=" + b"a" * 129, FORM),
    "1 MB": (b"password=" + b"a" * 1_000_000, FORM),
    "3 MB": (b"password=" + b"a" * 3_000_000, FORM),
    "many fields": (b"&".join(b"a%d=" % number for number in range(2000)), FORM),
    "JSON": (b'{"password": "correct horse"}', "application/json"),
    "text": (b"password=correct horse", "text/plain"),
    "no type": (b"password=correct+horse", ""),
    "odd type": (b"password=correct+horse", "\x00;;;=" + "x" * 500),
    "UTF-16": ("password=correct+horse".encode("utf-16"), f"{FORM}; charset=utf-16"),
    "no such charset": (b"password=%", f"{FORM}; charset=nonsense"),
    "charset that is none": (b"password=wrong", f"{FORM}; charset=base64"),
    "broken multipart": (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    "no boundary": (b"--x", "multipart/form-data"),
    "empty boundary": (b"--x", "multipart/form-data; boundary="),
    "odd boundary": (b"--x", "multipart/form-data; boundary=\u00e9"),
    "file": (
        b'--x\r\nContent-Disposition: form-data; name="password"; filename="p.txt"\r\n\r\ncorrect horse\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    "multipart charset that is none": (
        b'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nwrong\r\n--x--\r\n',
        "multipart/form-data; boundary=x; charset=base64",
    ),
    "multipart base64": (
        b'--x\r\nContent-Disposition: form-data; name="password"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_body_without_the_correct_password_unlocks_nothing(client, section, session, password, name):
    body, content_type = BODIES[name]

    response = client.generic("POST", f"{section.url}unlock/", body, content_type)

    assert response.status_code in (400, 403)
    assert not response.cookies
    assert not is_open(client, session)
    assert is_open_after(client, section, session)


def is_open_after(client, section, session):
    """Return whether the right password still opens: the body before it cost no more than an attempt."""
    type_password(client, section, "correct horse")
    return is_open(client, session)


def test_file_and_array_beside_a_password_are_ignored(client, section, session, password):
    body = b"password[]=x&password=wrong&password=correct+horse&next[]=//evil.example"

    response = client.generic("POST", f"{section.url}unlock/", body, FORM)

    assert (response.status_code, response.headers["Location"]) == (303, section.url)


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "99999999999", "9" * 5000, "٣", "²", " 5", "0x10", "1.5", ""])
def test_invalid_content_length_unlocks_nothing(client, section, session, password, length):
    response = client.post(f"{section.url}unlock/", {"password": "correct horse"}, CONTENT_LENGTH=length)

    assert response.status_code == 400
    assert not is_open(client, session)


def test_body_that_is_too_large_is_not_read(client, section, password):
    read = []

    class Body:
        def read(self, *args):
            read.append(args)
            return b""

        readline = read

    response = client.post(
        f"{section.url}unlock/", {"password": "x"}, CONTENT_LENGTH="1000000", **{"wsgi.input": Body()}
    )

    assert response.status_code == 400
    assert problem(response) == "That is too long to be the password."
    assert read == []


@pytest.mark.parametrize("text", ["é" * 128, "a" * 128, "x" * 128 + " "])
def test_overlong_password_is_not_compared(client, section, password, text):
    response = type_password(client, section, text)

    assert response.status_code == (403 if len(text) == 128 else 400)


@hypothesis_settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.binary(max_size=300), content_type=st.sampled_from([FORM, "multipart/form-data; boundary=x", "", "a/b"]))
def test_any_body_is_handled_without_a_server_error(section, password, body, content_type):
    client = Client()
    ClientAttempts.objects.all().delete()

    response = client.generic("POST", f"{section.url}unlock/", body, content_type)

    assert response.status_code in (400, 403)


COOKIES = {
    "empty": "",
    "no token": "mgu1_",
    "text": "nonsense",
    "odd bytes": "\x00\x01\xff\u00fe",
    "quotes": '"mgu1_\\"',
    "escapes": '"\\303\\251\\000"',
    "marks": "~" * 5000,
    "huge": "x" * 100_000,
    "session": "sessionid=abc",
    "number": "1.version.1.AAAA",
}


@pytest.mark.parametrize("name", COOKIES)
def test_foreign_cookie_unlocks_nothing(client, section, session, password, name):
    cookie = f"{COOKIE}={COOKIES[name]}; maigu_open={COOKIES[name]}"

    watch = client.get(f"{session.url}watch/", headers={"Cookie": cookie})
    lock = client.post(f"{section.url}lock/", headers={"Cookie": cookie})
    unlock = client.post(f"{section.url}unlock/", {"password": "correct horse"}, headers={"Cookie": cookie})

    assert (watch.status_code, lock.status_code, unlock.status_code) == (403, 303, 303)
    assert CONTENT not in watch.content.decode()
    assert len(grants.split(unlock.cookies[COOKIE].value)) == 1


@pytest.mark.parametrize("name", [COOKIE, "maigu_open"])
def test_cookie_with_invalid_characters_is_not_sent_back(client, section, session, password, name):
    cookie = f"{name}=жз.abc".encode().decode("latin-1")

    for path, data in (("unlock", {"password": PASSWORD}), ("lock", {})):
        response = client.post(f"{section.url}{path}/", data, headers={"Cookie": cookie})
        assert response.status_code == 303
        assert response.cookies.output().isascii()


def test_truncated_and_foreign_cookies_unlock_nothing(client, home, section, session, password):
    other = make_section(home)
    SharedPassword.objects.create_password(other, "other words")
    foreign = type_password(Client(), other, "other words").cookies[COOKIE].value
    own = type_password(Client(), section, "correct horse").cookies[COOKIE].value

    statuses = {
        name: client.get(f"{session.url}watch/", headers={"Cookie": f"{COOKIE}={value}"}).status_code
        for name, value in {
            "own": own,
            "foreign": foreign,
            "both": f"{foreign}~{own}",
            "cut": own[:-1],
            "longer": f"{own}A",
            "small": own.lower(),
        }.items()
    }

    assert statuses == {"own": 200, "foreign": 403, "both": 200, "cut": 403, "longer": 403, "small": 403}


def test_two_hundred_cookies_change_nothing(client, section, session, password):
    own = type_password(Client(), section, "correct horse").cookies[COOKIE].value
    many = "; ".join(f"{COOKIE}_{number}=mgu1_x" for number in range(200))

    locked = client.get(f"{session.url}watch/", headers={"Cookie": many})
    unlocked = client.get(f"{session.url}watch/", headers={"Cookie": f"{many}; {COOKIE}={own}"})

    assert (locked.status_code, unlocked.status_code) == (403, 200)


def test_grants_of_many_sections_fit_in_a_cookie(client, home):
    for number in range(20):
        page = make_section(home, slug=f"many-{number}")
        SharedPassword.objects.create_password(page, "correct horse")
        type_password(client, page, "correct horse")

    value = client.cookies[COOKIE].value

    assert len(grants.split(value)) == grants.MOST_GRANTS
    assert len(value) < 4000
