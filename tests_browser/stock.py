"""A site fresh from ``wagtail start``, with the lines that a site needs to install this app, and nothing more."""

import sys
from contextlib import contextmanager
from pathlib import Path

from tests_browser.serving import environment, free_port, run, served

ADMIN = ("admin", "a-password-for-this-test")

# What "A site installs it so" says, and what Wagtail's own documentation says of its API.
SETTINGS = """
INSTALLED_APPS = ["home", "search", "maigu_wagtail", "wagtail_modeladmin", *INSTALLED_APPS[2:]]
INSTALLED_APPS += ["wagtail.api.v2", "rest_framework"]
# Whoever publishes a new page while Wagtail 8 saves it by itself for the first time is told that its slug is in use.
# When that begins depends on how fast the machine is.
WAGTAIL_AUTOSAVE_INTERVAL = 0
"""
IMPORTS = """from maigu_wagtail.api.v2 import SessionsAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

api_router = WagtailAPIRouter("wagtailapi")
api_router.register_endpoint("sessions", SessionsAPIViewSet)
api_router.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = ["""
ROUTES = """    path("search/", search_views.search, name="search"),
    path("api/v2/", api_router.urls),
    path("maigu/", include("maigu_wagtail.urls")),
"""


@contextmanager
def stock_site(folder):
    """Make a stock site in ``folder``, serve it while the block runs, and give its address."""
    env = environment(DJANGO_SUPERUSER_PASSWORD=ADMIN[1])
    run(Path(sys.executable).with_name("wagtail"), "start", "mysite", cwd=folder, env=env)
    project = folder / "mysite"
    install(project / "mysite")
    manage = project / "manage.py"
    run(sys.executable, manage, "migrate", "--verbosity", "0", cwd=project, env=env)
    run(sys.executable, manage, "makemigrations", "--check", "--dry-run", cwd=project, env=env)
    account = ["--noinput", "--username", ADMIN[0], "--email", "admin@example.org"]
    run(sys.executable, manage, "createsuperuser", *account, cwd=project, env=env)
    with served(manage, port=free_port(), log=folder / "log", env=env, cwd=project) as address:
        yield address


def install(package):
    """Add the lines to the settings and addresses of the site whose package is in the folder ``package``."""
    with (package / "settings" / "base.py").open("a") as settings:
        settings.write(SETTINGS)
    urls = package / "urls.py"
    text = urls.read_text()
    for old, new in (("urlpatterns = [", IMPORTS), (ROUTES.splitlines(keepends=True)[0], ROUTES)):
        assert text.count(old) == 1
        text = text.replace(old, new)
    urls.write_text(text)
