"""What a client of the API does."""

import json
from typing import Any

from django.test import Client
from wagtail import VERSION as WAGTAIL_VERSION

PASSWORD = "correct horse battery"
CANARY = "MEMBERS-CANARY"
APIS = ["/api/v2/sessions/", *(["/api/v3/sessions/"] if WAGTAIL_VERSION >= (8, 0) else [])]


class Caller:
    """A client of one version of the API, which keeps no cookies and sends what it is told."""

    def __init__(self, root: str, **defaults: Any) -> None:
        self.root = root
        self.client = Client(raise_request_exception=False, **defaults)

    def unlock(self, pk: Any, password: Any = PASSWORD, *, headers: Any = None, **members: Any) -> Any:
        """Send ``password`` as JSON."""
        return self.send(pk, json.dumps({"password": password, **members}), headers=headers)

    def send(self, pk: Any, body: Any, *, content_type: str = "application/json", headers: Any = None) -> Any:
        """Send ``body`` to ``unlock/`` as it is."""
        address = f"{self.root}{getattr(pk, 'pk', pk)}/unlock/"
        return self.client.post(address, body, content_type=content_type, headers=headers or {})

    def content(self, pk: Any, token: str = "", **headers: str) -> Any:
        """Ask for the members' content, with ``token`` in our header where there is one."""
        sent = {"X-Maigu-Unlock": token} if token else {}
        return self.client.get(f"{self.root}{getattr(pk, 'pk', pk)}/content/", headers={**sent, **headers})

    def lock(self, pk: Any, **headers: str) -> Any:
        """Lock this device again."""
        return self.client.post(f"{self.root}{getattr(pk, 'pk', pk)}/lock/", headers=headers)


def problem_of(response: Any) -> str:
    """Return the name of the problem that ``response`` states, after a look at its form."""
    body = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert body["status"] == response.status_code
    assert body["title"]
    assert body["detail"]
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    prefix, _slash, name = body["type"].rpartition("/")
    assert prefix == "http://testserver/maigu/problems"
    return name
