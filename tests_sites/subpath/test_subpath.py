from tests_sites import probe
from tests_sites.browser import Browser


def test_addresses_and_cookies_stay_below_the_sub_path(library):
    member = Browser()
    probe.unlock(member, library.session, probe.PASSWORD)

    assert library.session.full_url == "http://localhost/portal/training-library/civil-litigation/"
    # Another site of the same host has cookies of the same names.
    assert {member.cookies[name]["path"] for name in ("maigu_unlock_token", "maigu_open")} == {"/portal/"}
