"""Whatever stands in a query string is answered, and never by an error of the server."""

from datetime import date

import pytest
from django.urls import reverse

from tests.admin.sessions.listing import list_url
from tests.api.calls import APIS
from tests.factories import make_session

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db]

TEXTS = {
    "a quotation": '"Q&A"',
    "an open quotation": '"a',
    "quotations": '"a" "b',
    "lone signs": "\"'`*()[]{}^~:-+|&!<>\\/%_?",
    "operators": "a AND (b OR NOT NEAR/2 c*",
    "a column": "title:budget {title} : -x",
    "line breaks": "\r\n",
    "line breaks in quotations": '"a\r\nb',
    "control characters": "\x01\x1b\x7f\x85\u2028",
    "no character": "",
    "a space": " ",
    "an emoji": "🙂",
    "a private character": "\uffff\ue000\U0010ffff",
    "SQL": "'; DROP TABLE x; --",
    "much": '"a ' * 2000,
    "a long word": "a" * 5000,
    "a script without spaces": "预算",
    "many marks": "a" + "\u0301" * 1000,
}


@pytest.mark.parametrize("resource", ["sessions", "sections"])
@pytest.mark.parametrize("root", [root.removesuffix("sessions/") for root in APIS])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("operator", ["", "or"])
def test_api_search_accepts_any_text(section, client, root, resource, text, operator):
    make_session(section, title="Budget")
    query = {"search": text, **({"search_operator": operator} if operator else {})}

    response = client.get(f"{root}{resource}/", query)

    assert response.status_code == 200
    assert response.json()["meta"]["total_count"] in (0, 1)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_section_search_accepts_any_text(section, client, text):
    make_session(section, title="Budget")

    response = client.get(section.url, {"q": text, "speaker": text, "year": text, "page": text})

    assert response.status_code == 200


@pytest.mark.parametrize("text", [*TEXTS.values(), "\x00"], ids=[*TEXTS, "NUL"])
def test_cms_search_accepts_any_text(section, admin_client, text):
    make_session(section, title="Budget")

    for address in (list_url(), reverse("maigu_recordings"), reverse("maigu_handouts")):
        assert admin_client.get(address, {"q": text}).status_code == 200


@pytest.mark.parametrize("root", APIS)
@pytest.mark.parametrize(
    "fields",
    ["parent(" * 2000 + ")" * 2000, "parent(" * 2000, "parent" + "(" * 2000, "(" * 2000, ")" * 2000, "*," * 500],
    ids=["closed", "open", "brackets", "only open", "only closed", "commas"],
)
def test_deeply_nested_fields_are_malformed(section, client, root, fields):
    session = make_session(section)

    for address in (root, f"{root}{session.pk}/"):
        response = client.get(address, {"fields": fields})

        assert response.status_code == 400
        assert response.json()["type"].endswith("malformed")


@pytest.mark.parametrize("root", APIS)
@pytest.mark.parametrize(
    "text", [*TEXTS.values(), "\x00", "9" * 30, "-1", "١٢"], ids=[*TEXTS, "NUL", "number", "below", "digits"]
)
def test_any_parameter_value_gets_a_response(section, client, root, text):
    make_session(section, date=date(2023, 12, 14))
    names = [
        "limit",
        "offset",
        "fields",
        "order",
        "status",
        "year",
        "speaker",
        "audience",
        "section",
        "child_of",
        "descendant_of",
        "ancestor_of",
    ]
    found = {
        name: client.get(root, {name: text}).status_code
        for name in [*names, "translation_of", "locale", "site", "search_operator", "type", "format", text or "x"]
    }
    found |= {name: client.get(f"{root}find/", {name: text}).status_code for name in ("id", "html_path", "site")}

    assert set(found.values()) <= {200, 302, 400, 404, 406}


@pytest.mark.parametrize("root", APIS)
def test_order_by_a_repeated_field_gets_a_response(section, client, root):
    sessions = [make_session(section, date=date(2023, 1, day)) for day in (2, 1, 3)]

    response = client.get(root, {"order": "-date," + "date,title," * 2500 + "title"})

    assert [item["id"] for item in response.json()["items"]] == [sessions[place].pk for place in (2, 0, 1)]
