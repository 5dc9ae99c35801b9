"""The built wheel, and sites made by ``wagtail start`` in an environment that has it."""

import os
import re
import shutil
import subprocess
import sys

from tests.docs_code import ROOT, blocks_of

URLS_BEFORE = '    path("search/", search_views.search, name="search"),\n'


def environment():
    """Return this process's environment without what could lead another one to the working copy."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO", "VIRTUAL"))}


def run(*command, cwd, **options):
    """Run ``command``, which must not find the working copy, and return what it printed."""
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=environment(), capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def tracked_files():
    """Return the paths of the package's files that git keeps or would keep."""
    listed = run(
        "git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", cwd=ROOT
    ).splitlines()
    return [path for path in listed if (ROOT / path).is_file()]


def build_wheel(folder):
    """Build from what git has, so that nothing left lying in the working copy gets in; return the wheel."""
    source, target = folder / "source", folder / "wheel"
    for path in tracked_files():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, source / path)
    target.mkdir()
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", target, source, cwd=target)
    (built,) = target.glob("*.whl")
    return built


def make_environment(folder, *requirements):
    """Make an environment in ``folder`` that has only ``requirements`` and what they ask for; return its Python."""
    run(sys.executable, "-m", "venv", folder / "env", cwd=folder)
    python = folder / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", *requirements, cwd=folder)
    return python


def start_site(python, folder):
    """Make a site fresh from ``wagtail start`` in ``folder``; return the folder of its ``manage.py``."""
    run(python.with_name("wagtail"), "start", "mysite", cwd=folder)
    return folder / "mysite"


def completed(code):
    """Return settings from the documentation, with the site's other apps in place of the dots."""
    if "INSTALLED_APPS" not in code:
        return code
    listed = re.findall(r'"(\w+)"', re.search(r"INSTALLED_APPS = \[(.*?)\]", code, re.DOTALL)[1])
    others = f"OTHERS = [app for app in INSTALLED_APPS if app not in {listed}]\n"
    return others + code.replace("...", "*OTHERS")


def add_settings(project, code, module="base"):
    """Add ``code`` to the settings of a site; another ``module`` than "base" is made of those on a developer's machine."""
    path = project / "mysite" / "settings" / f"{module}.py"
    before = path.read_text() if path.exists() else "from .dev import *\n\n"
    path.write_text(f"{before}\n{code}\n")


def add_urls(project, lines, imports=""):
    """Add ``lines`` to the first addresses of a site."""
    urls = project / "mysite" / "urls.py"
    text = urls.read_text()
    assert URLS_BEFORE in text
    urls.write_text(imports + text.replace(URLS_BEFORE, f"{URLS_BEFORE}    {lines.strip()}\n"))


def install_as_in(page, project):
    """Add to a site what a page of the documentation tells a developer to add."""
    code = [block.code for block in blocks_of(ROOT / page) if block.language == "python"]
    (settings,) = (re.search(r"INSTALLED_APPS = \[.*?\]", block, re.DOTALL) for block in code if "INSTALLED" in block)
    (urls,) = re.findall(r'^path\("maigu/".*?\),(?= |$)', "\n".join(code), re.MULTILINE)
    add_settings(project, completed(settings[0]))
    add_urls(project, urls)
