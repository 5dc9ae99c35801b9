"""
Every check, in an environment of its own: `nox -l` lists them, `nox -s lint` runs one, `nox -t tests` the matrix of versions.

What `make` can run is written there, once: a session makes the environment and calls the rule. With uv it takes seconds.
What follows `--` goes to the tests: `nox -s example -- -k feed`. `.ci/run` runs all of these in lanes, with servers.
"""

import re
import shlex
from configparser import ConfigParser
from dataclasses import dataclass
from os import environ
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "types", "layers", "migrations", "tests", "example"]

EXTRAS = "headless,media,s3"


@dataclass(frozen=True)
class Row:
    """
    One combination of versions.

    ``server`` is the environment variable with the address of the database server. ``tests`` are the files and folders to test;
    empty means all.
    """

    name: str
    requirements: tuple[str, ...]
    server: str
    python: str = "3.11"
    settings: str = "tests.settings"
    tests: tuple[str, ...] = ()


def lowest() -> tuple[str, ...]:
    """Return the lower bounds in setup.cfg, to the letter."""
    setup = ConfigParser()
    setup.read(Path(__file__).with_name("setup.cfg"))
    return tuple(setup["options"]["install_requires"].replace(">=", "==").split())


# What the database may decide: queries, transactions, migrations. Not the screens of the CMS, nor what a request is answered.
DATABASE_TESTS = tuple(
    f"tests/{name}"
    for name in (
        "access",
        "admin/passwords",
        "admin/reports",
        "api/public/test_filters.py",
        "members/test_search.py",
        "members/test_seen.py",
        "sessions",
        "test_migrations.py",
    )
)
# `make test` tests the newest Wagtail on SQLite. The oldest and the newest versions are tested with all tests, each on a server
# of its own, and the two rows between change the servers, so that each version of Wagtail has been on every database.
ROWS = (
    Row("lowest", lowest(), "MAIGU_MARIADB"),
    Row("wagtail-7.4", ("wagtail>=7.4.3,<7.5",), "MAIGU_POSTGRESQL", tests=DATABASE_TESTS),
    Row(
        "wagtail-8.0",
        ("wagtail>=8.0,<8.1",),
        "MAIGU_MARIADB",
        settings="tests.settings_custom_page",
        tests=DATABASE_TESTS,
    ),
    Row(
        "newest",
        ("wagtail>=8.0,<8.1", "Django>=6.1"),
        "MAIGU_POSTGRESQL",
        python="3.13",
        settings="tests.settings_custom_page",
    ),
)


def install(session: nox.Session, *groups: str, extras: str = EXTRAS, requirements: tuple[str, ...] = ()) -> None:
    """Install the package, and the dependency ``groups`` of pyproject.toml."""
    session.install("--editable", f".[{extras}]", *requirements, *(f"--group={group}" for group in groups))
    if "test" in groups:
        session.install("--no-deps", "--group=no-deps")
        session.run("python", "-m", "tests.versions")


def make(session: nox.Session, rule: str, *arguments: str) -> None:
    """Run a rule of the Makefile with this environment's programs, not with those in .venv."""
    arguments = (*arguments, *session.posargs)
    session.run(
        "make",
        rule,
        f"BIN={session.bin}",
        "INSTALLED=",
        "DOCS_INSTALLED=",
        "CLUSTER_INSTALLED=",
        f"ARGS={shlex.join(arguments)}",
        external=True,
    )


# --- What `make test` runs ----------------------------------------------------------------------------------------------


@nox.session
def lint(session: nox.Session) -> None:
    """Lint the code, the templates and the workflows, and check the format and the spelling."""
    session.install("--group=lint")
    make(session, "lint")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package."""
    install(session, "lint", "test")
    make(session, "types")


@nox.session
def layers(session: nox.Session) -> None:
    """Check that imports point down only."""
    install(session, "lint")
    make(session, "layers")


@nox.session
def migrations(session: nox.Session) -> None:
    """Check that no migration is missing, in any configuration."""
    install(session, "example", "test")
    make(session, "migrations")


@nox.session
def tests(session: nox.Session) -> None:
    """Test the package on SQLite, with the newest Wagtail."""
    install(session, "test")
    make(session, "pytest")


@nox.session
def example(session: nox.Session) -> None:
    """Test the example site."""
    install(session, "example", "test")
    make(session, "example")


# --- Browsers, the wheel, the documentation -------------------------------------------------------------------------------


@nox.session
def browser(session: nox.Session) -> None:
    """Test the example site in Chromium, which has to be installed."""
    install(session, "browser", "example", "test")
    make(session, "browser")


@nox.session
def browsers(session: nox.Session) -> None:
    """Go a member's way in Firefox and WebKitGTK (Debian: firefox-esr, webkit2gtk-driver, xvfb)."""
    install(session, "browser", "example", "test")
    make(session, "browsers")


@nox.session
def stock(session: nox.Session) -> None:
    """Work by hand, in Chromium, through the CMS of a site fresh from wagtail start."""
    install(session, "browser", "example", "test")
    make(session, "stock")


@nox.session
def cluster(session: nox.Session) -> None:
    """Test the example site on two servers (Debian: nginx, postgresql, redis-server)."""
    install(session, "example", "test", extras=f"{EXTRAS},postgres")
    make(session, "cluster")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the package and prove it in sites made by wagtail start."""
    install(session, "test")
    session.install("pip")  # which builds the wheel; an environment made by uv has none
    make(session, "wheel")


@nox.session
def sites(session: nox.Session) -> None:
    """Go an editor's and a member's way on small sites with the traits of real ones."""
    install(session, "test")
    make(session, "sites")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation."""
    install(session, "docs", "example", "test")
    make(session, "docs")


# --- The matrix of versions -----------------------------------------------------------------------------------------------


def install_row(session: nox.Session, row: Row) -> None:
    extras = f"{EXTRAS},mariadb,postgres"
    install(session, "browser", "example", "test", extras=extras, requirements=row.requirements)


def test_row(session: nox.Session, row: Row) -> None:
    """No migration missing, migrate from nothing, the tests of the row."""
    install_row(session, row)
    name = f"maigu_{re.sub('[-.]', '_', row.name)}"
    # The tests take the database that was migrated from nothing: theirs has this prefix.
    session.run("python", "-m", "tests.new_database", row.server, f"test_{name}")
    server = environ.get(row.server, "")

    def on(database: str) -> dict[str, str]:
        return {"DATABASE_URL": server if server.startswith("sqlite:") else f"{server}/{database}"}

    settings = f"--settings={row.settings}"
    session.run("python", "-m", "django", "makemigrations", "--check", "--dry-run", settings)
    session.run("python", "-m", "django", "migrate", "--verbosity", "0", settings, env=on(f"test_{name}"))
    session.run("python", "-m", "django", "check", settings, env=on(f"test_{name}"))
    # What depends on neither pages nor database is tested by `make test`.
    chosen = ("-m", "not wheel and not once", *(session.posargs or row.tests))
    session.run("python", "-m", "pytest", "-q", "-rfEs", "--reuse-db", f"--ds={row.settings}", *chosen, env=on(name))


def example_row(session: nox.Session, row: Row) -> None:
    install_row(session, row)
    settings = "--settings=example_site.settings.test"
    session.run("python", "-m", "django", "makemigrations", "--check", "--dry-run", settings)
    # The site on its S3 server was tried by `make test`: what is tried there is the same for all versions.
    make(session, "example", "-q", "-rfEs", "--ignore=example_site/tests/test_run_on_s3.py")


def stock_row(session: nox.Session, row: Row) -> None:
    install_row(session, row)
    make(session, "stock", "-q", "-rs")


def order_row(session: nox.Session, row: Row) -> None:
    """The walk of a stranger once more, with the app at the end of INSTALLED_APPS."""
    install_row(session, row)
    chosen = ("-m", "not once", "tests/leaks", *session.posargs)
    session.run("python", "-m", "pytest", "-q", "-rfEs", "--ds=tests.settings_ours_last", *chosen)


def add(kind: str, run, row: Row) -> None:
    """Add the session `tests-lowest`, say, to the tag `tests`."""

    @nox.session(name=f"{kind}-{row.name}", python=row.python, tags=[kind, row.name])
    def session(session: nox.Session) -> None:
        run(session, row)


LOWEST, WAGTAIL_7, WAGTAIL_8, NEWEST = ROWS
for row in ROWS:
    add("tests", test_row, row)
add("example", example_row, WAGTAIL_7)
add("example", example_row, NEWEST)
add("stock", stock_row, WAGTAIL_7)
add("order", order_row, WAGTAIL_8)


@nox.session(python="3.13")
def prerelease(session: nox.Session) -> None:
    """Test with the newest Wagtail and Django, pre-releases too, on SQLite."""
    # A bound that is a pre-release lets in later ones, of these two alone.
    install(session, "test", requirements=("wagtail>=8.1rc1", "Django>=6.1a1"))
    session.run("python", "-m", "pytest", "-q", "-rfEs", *session.posargs)


# --- Not for every change -------------------------------------------------------------------------------------------------


@nox.session
def benchmark(session: nox.Session) -> None:
    """Measure the section with 20, 1,000 and 10,000 sessions."""
    install(session, "example", "test")
    make(session, "benchmark")


@nox.session
def mutants(session: nox.Session) -> None:
    """Change what decides, line by line, and show that a test notices (hours)."""
    install(session, "mutants", "test")
    session.install("pip")  # the rule asks it for the group once more
    make(session, "mutants")
