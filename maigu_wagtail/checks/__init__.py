"""
What a site's settings have to fulfil, with an id and a hint for each finding.

Ids: E001 a base template is named that is not found, E002 a cache is named that is none,
E003 a number makes no sense, E004 moments have no time zone; W001 ``wagtail_modeladmin`` is
missing, W002 the cache is not shared by all workers, W003 it can't count, W004 shared passwords
can't be read, W005 every visitor may count as one, W009 a front end on another origin can't send its token,
W011 no answer of the API is kept, W012 visitors have no address, E020 no
preview can be shown in it.

Of the storage of members' files: E005 its alias is missing, E006 it can't be made, E014 public
files are kept in the same place, E018 and E019 another server could not send its files, W007
nothing is known of it, W008 nobody can upload to it directly, W013 viewers occupy workers. Of an S3 store: E007 its addresses
are not signed, E008 nor those of its domain, E009 and E011 each file is public, E010 it is signed
the old way, E012 files replace each other, E013 its region is missing. Of a folder: E015 it is
served, E016 all users of the machine read it, W010 there is none, W006 nothing can be written.

An id is never used for another finding.
"""

from django.core.checks import Tags, register

from maigu_wagtail.checks import api, general, lock, storage

# `check --tag` takes it; `maigu_check_storage` runs these alone.
STORAGE_TAG = "maigu_storage"


def register_checks() -> None:
    """Register all checks of this package; called once, when the app is ready."""
    register(general.check_modeladmin_installed)
    register(general.check_base_template)
    register(general.check_numbers)
    register(general.check_time_zones)
    register(lock.check_attempts_cache, Tags.security)
    register(lock.check_client_addresses, Tags.security, deploy=True)
    register(lock.check_passwords_readable, Tags.database)
    register(lock.check_unknown_clients, Tags.database)
    register(api.check_cors_headers, Tags.security)
    register(api.check_headless_preview)
    register(api.check_api_cache, Tags.caches)
    register(storage.check_storage, Tags.security, STORAGE_TAG)
    register(storage.check_sendfile, Tags.security, STORAGE_TAG)
    register(storage.check_recordings_sent_by_django, STORAGE_TAG, deploy=True)
    register(storage.check_direct_upload, STORAGE_TAG)
