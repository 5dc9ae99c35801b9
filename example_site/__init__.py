"""An organisation's own Wagtail site, in which MAIG U is mounted: to try, to test with, and to copy from."""
