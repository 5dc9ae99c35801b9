"""The content security policy, and rich text that tries to get round it."""

import re

import pytest

from example_site.serve_frontend import content_security_policy


def test_content_security_policy_is_strict_and_enforced(open_page, served, watcher):
    page = open_page()
    policy = page.goto("/").headers["content-security-policy"]
    page.locator(".session").first.wait_for()

    assert policy == content_security_policy(f"{served.site}/api/v2/")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("() => { document.querySelector('main').innerHTML = '<b>unclean</b>' }")
    assert ["TrustedHTML" in told for told in watcher.problems] == [True]
    watcher.problems.clear()


HOSTILE = """
<p style="color: red" onclick="x()">Plain <b>words</b><script>boom()</script>
<img src="data:," onerror="boom()"><a href="javascript:boom()">there</a></p>
"""


def described(served, html):
    """Publish the session "bare" with that description."""
    served.run_code(
        "from maigu_wagtail.models import SessionPage\n"
        "page = SessionPage.objects.get(slug='bare')\n"
        f"page.description = {html!r}\n"
        "page.save_revision().publish()"
    )


def test_rich_text_loses_scripts_and_styles(open_page, served, session, watcher):
    described(served, HOSTILE)
    page = open_page()
    page.goto(session("archive/bare/"))
    text = page.locator(".public .prose")
    text.wait_for()
    html = text.inner_html()

    assert "Plain <b>words</b>" in html
    assert not re.search(r"script|style|onclick|onerror|boom", html)
    # The policy saw them too, while they were read in a document of their own.
    assert [told for told in watcher.problems if "Content Security Policy" not in told] == []
    watcher.problems.clear()
    # The session stands in lists that other tests look at.
    described(served, "")
