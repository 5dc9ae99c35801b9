from typing import Any

import pytest
import swapper
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.urls import reverse
from wagtail.models import Site

from tests_sites import probe
from tests_sites.browser import Browser


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "members-files"
    cache.clear()


@pytest.fixture
def home(db: Any, settings: Any) -> Any:
    site = Site.objects.get(is_default_site=True)
    site.port = 443 if settings.SECURE_SSL_REDIRECT else 80
    site.save()
    return swapper.load_model("wagtailcore", "Page").objects.get(pk=site.root_page_id)


@pytest.fixture
def editor(db: Any) -> Browser:
    """Somebody who has signed in to the CMS with its own form."""
    users = get_user_model()
    fields = {users.USERNAME_FIELD: "editor@example.org", "email": "editor@example.org", "password": "of the editor"}
    users.objects.create_superuser(**fields)
    browser = Browser()
    form = browser.get(reverse("wagtailadmin_login"))
    name = fields[users.USERNAME_FIELD]
    signed_in = browser.submit(form, "input[name=password]", {"username": name, "password": fields["password"]})
    assert signed_in.status_code == 302
    return browser


@pytest.fixture
def library(editor: Browser, home: Any) -> probe.Library:
    return probe.create(editor, home)
