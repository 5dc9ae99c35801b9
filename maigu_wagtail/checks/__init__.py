"""
System checks of a site's settings. An id is never reused.

Installation: E021 templates not found, E022 base template does not compile, W014 URLs not included,
W015 unlock form out of reach, W016 no page type allows a section, W017 base template for another
engine, W018 base template lacks blocks, E023 unknown group of tags, W020 template override without effect.

Settings: E001 base template not found, E002 cache not in ``CACHES``, E003 number out of range, E004
``USE_TZ`` is off; W001 ``wagtail_modeladmin`` missing, W002 cache not shared by all workers, W003
cache not atomic, W004 shared passwords cannot be decrypted, W005 all visitors may count as one
client, W009 front end on another origin cannot send its token, W011 API responses not cached, W012
visitors without an address, W021 watch figures in a cache not shared by all workers, E020 previews cannot be shown.

Storage of members' files: E005 alias missing, E006 cannot be created, E014 shared with public
files, E018 invalid sendfile setting, E019 sendfile without a folder, W007 unknown backend, W008
direct upload without S3, W013 viewers occupy workers.

S3: E007 URLs not signed, E008 URLs of a custom domain not signed, E009 and E011 new files public,
E010 old signature version, E012 files overwrite each other, E013 region missing.

Folder: E015 served publicly, E016 readable by all users of the machine, W006 not writable, W010 not
configured, W019 default folder although public files are remote.
"""

from django.core.checks import Tags, register

from maigu_wagtail.checks import api, general, install, lock, storage, templates

# For `check --tag`. `maigu_check_storage` runs only these checks.
STORAGE_TAG = "maigu_storage"


def register_checks() -> None:
    """Register all checks. Called once, in ``ready()``."""
    register(general.check_modeladmin_installed)
    register(general.check_numbers)
    register(general.check_time_zones)
    register(install.check_urls, Tags.urls)
    register(install.check_page_urls, Tags.urls)
    register(install.check_section_allowed)
    register(install.check_section_below_home, Tags.database)
    register(templates.check_template_engine, Tags.templates)
    register(templates.check_base_template, Tags.templates)
    register(templates.check_blocks, Tags.templates)
    register(templates.check_groups, Tags.templates)
    register(templates.check_overrides, Tags.templates)
    register(lock.check_attempts_cache, Tags.security)
    register(lock.check_watch_figures_cache, Tags.caches, deploy=True)
    register(lock.check_client_addresses, Tags.security, deploy=True)
    register(lock.check_passwords_readable, Tags.database)
    register(lock.check_unknown_clients, Tags.database)
    register(api.check_cors_headers, Tags.security)
    register(api.check_headless_preview)
    register(api.check_caches, Tags.caches)
    register(storage.check_storage, Tags.security, STORAGE_TAG)
    register(storage.check_sendfile, Tags.security, STORAGE_TAG)
    register(storage.check_recordings_sent_by_django, STORAGE_TAG, deploy=True)
    register(storage.check_direct_upload, STORAGE_TAG)
