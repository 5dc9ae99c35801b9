from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from example_site.pages.accounts import (
    ADMIN,
    EDITOR,
    ensure_accounts,
    ensure_members_passwords,
    ensure_unlock_link,
)
from example_site.pages.tree import ensure_first_pages, ensure_home, ensure_languages

ADDRESSES = (
    ("Home", "/"),
    ("MAIG U", "/maig-u/"),
    ("Feed", "/maig-u/feed/"),
    ("Calendar", "/maig-u/calendar.ics"),
    ("API", "/api/v2/sessions/"),
    ("CMS", "/admin/"),
)


def port_number(text):
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError
    return number


class Command(BaseCommand):
    help = (
        "Prepares the site: database, initial pages, catalogue and static files. With DEBUG on, also creates accounts "
        "for trying the CMS and members' passwords. It can be run again, and only adds what is missing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--hostname", default="127.0.0.1", help="where the site is served; default: %(default)s")
        parser.add_argument("--port", type=port_number, default=8000, help="default: %(default)s")

    def handle(self, *args, hostname, port, verbosity, **options):
        call_command("migrate", interactive=False, verbosity=max(verbosity - 1, 0))
        home = ensure_home()
        ensure_languages()
        self.place_site(hostname, port)
        call_command("load_catalogue", stdout=self.stdout)
        for title in ensure_first_pages(home):
            self.stdout.write(f"  created: {title}")
        if settings.DEBUG:
            ensure_accounts()
        else:
            call_command("collectstatic", interactive=False, verbosity=max(verbosity - 1, 0))
        self.tell_addresses(hostname, port)
        if settings.DEBUG:
            self.tell_passwords()

    def place_site(self, hostname, port):
        """Set the host and port that absolute addresses (in feeds, calendars and the sitemap) point to."""
        site = Site.objects.get(is_default_site=True)
        if (site.hostname, site.port) == (hostname, port):
            return
        if Site.objects.exclude(pk=site.pk).filter(hostname=hostname, port=port).exists():
            raise CommandError(f"Another site in this database is served at {hostname}:{port}. Choose another port.")
        site.hostname, site.port = hostname, port
        site.save()

    def tell_addresses(self, hostname, port):
        root = Site(hostname=hostname, port=port).root_url
        self.stdout.write("")
        for name, path in ADDRESSES:
            self.stdout.write(f"  {name:<10}{root}{path}")
        self.stdout.write("")

    def tell_passwords(self):
        for role, (username, password) in (("Editor", EDITOR), ("Admin", ADMIN)):
            self.stdout.write(f"  {role:<10}{username} / {password}")
        self.stdout.write("")
        self.stdout.write("  The members’ passwords")
        for label, text in ensure_members_passwords():
            self.stdout.write(f"  {label:<16}{text or 'has been changed: see MAIG U, Passwords in the CMS'}")
        if link := ensure_unlock_link():
            self.stdout.write("")
            self.stdout.write("  A link that unlocks without a password")
            self.stdout.write(f"  {link}")
        self.stdout.write("")
