"""Small sites of their own, checked by Django's command in a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class CheckedSite:
    """A settings module on top of ``tests.settings``, a URLconf and whatever else ``write`` puts beside them."""

    def __init__(self, folder):
        self.folder = folder
        self.write("site_settings.py", "from tests.settings import *\n")

    def write(self, path, text):
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def set(self, *lines):
        with (self.folder / "site_settings.py").open("a") as module:
            module.writelines(f"{line}\n" for line in lines)

    def route(self, *lines):
        """Have the site answer by these lines of ``urlpatterns``."""
        imports = [
            "from django.conf.urls.i18n import i18n_patterns",
            "from django.urls import include, path, re_path",
            "from wagtail import urls as wagtail_urls",
            "from wagtail.admin import urls as wagtailadmin_urls",
            "from wagtail.documents import urls as wagtaildocs_urls",
            "from wagtail.views import serve",
        ]
        stock = ['path("admin/", include(wagtailadmin_urls)),', 'path("documents/", include(wagtaildocs_urls)),']
        self.write("site_urls.py", "\n".join([*imports, "urlpatterns = [", *stock, *lines, "]\n"]))
        self.set('ROOT_URLCONF = "site_urls"')

    def check(self):
        """Return what ``manage.py check`` writes; every finding of the package with its hint."""
        return self.run("check")

    def run(self, *arguments):
        """Return what ``manage.py`` writes with these arguments."""
        command = [sys.executable, "-m", "django", *arguments]
        path = os.pathsep.join([str(self.folder), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "site_settings", "PYTHONPATH": path}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=self.folder)
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr

    def findings(self):
        """Return the ids of the package's findings."""
        return re.findall(r"\(maigu_wagtail\.([EW]\d{3})\)", self.check())
