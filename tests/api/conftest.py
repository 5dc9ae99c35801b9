from typing import Any

import pytest
from wagtail.rich_text import RichText

from maigu_wagtail.models import SharedPassword
from tests.api.calls import APIS, CANARY, PASSWORD, Caller
from tests.factories import make_session


@pytest.fixture(params=APIS)
def api(request: pytest.FixtureRequest) -> Caller:
    return Caller(request.param)


@pytest.fixture
def session(section: Any) -> Any:
    return make_session(section, members_content=[("text", RichText(f"<p>{CANARY}</p>"))])


@pytest.fixture
def password(section: Any) -> SharedPassword:
    return SharedPassword.objects.create_password(section, PASSWORD)
