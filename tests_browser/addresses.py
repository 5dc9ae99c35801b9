"""The public pages of the example site that every look at it covers, with the status each answers with."""

SECTION = "/maig-u/"
UPCOMING = "/maig-u/sample-safe-storage-in-city-buildings/"
FOUR_SPEAKERS = "/maig-u/connecting-silos/"
NO_SPEAKERS = "/maig-u/targeting-the-source/"
OWN_PASSWORD = NO_SPEAKERS
WHOLE_PAGE = "/maig-u/hosting-a-viewing/"
LOCKED = "/maig-u/connecting-silos/watch/"

PAGES = {
    "home": ("/", 200),
    "section": (SECTION, 200),
    "filtered": ("/maig-u/?q=violence&year=2021", 200),
    "nothing-found": ("/maig-u/?q=zebra&year=2021", 200),
    "paged": ("/archive/?page=3", 200),
    "upcoming": (UPCOMING, 200),
    "four-speakers": (FOUR_SPEAKERS, 200),
    "no-speakers": (NO_SPEAKERS, 200),
    "twelve-speakers": ("/archive/twelve-speakers/", 200),
    "arabic": ("/archive/arabic/", 200),
    "long-title": ("/archive/long-title/", 200),
    "bare": ("/archive/bare/", 200),
    "locked": (LOCKED, 403),
    "open": ("/archive/open/watch/", 200),
    "about": ("/about/", 200),
    "resources": ("/resources/", 200),
    "unlock": ("/maig-u/unlock/", 200),
    "locked-again": ("/maig-u/unlock/?locked", 200),
    "whole-page": (WHOLE_PAGE, 403),
    "upcoming-locked": (f"{UPCOMING}watch/", 403),
    "search": ("/search/?q=violence", 200),
    "missing": ("/no-such-page/", 404),
    "spanish": ("/es/search/", 200),
}
OURS = ["section", "filtered", "nothing-found", "paged", "upcoming", "four-speakers", "no-speakers", "twelve-speakers"]
OURS += ["arabic", "long-title", "bare", "locked", "open", "unlock", "locked-again", "whole-page", "upcoming-locked"]
