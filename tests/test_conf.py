import pytest

from maigu_wagtail.conf import conf


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("MAIGU_WAGTAIL_BASE_TEMPLATE", ["base.html", "maigu_wagtail/base.html"]),
        ("MAIGU_WAGTAIL_FEED_LENGTH", 50),
        ("MAIGU_WAGTAIL_SPEAKER_CHOICES", 100),
        ("WAGTAIL_I18N_ENABLED", False),
    ],
)
def test_conf_has_a_default_for_everything(name, default):
    assert getattr(conf, name) == default


def test_conf_follows_a_setting_at_once(settings):
    settings.MAIGU_WAGTAIL_FEED_LENGTH = 3
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "site.html"

    assert conf.MAIGU_WAGTAIL_FEED_LENGTH == 3
    assert conf.MAIGU_WAGTAIL_BASE_TEMPLATE == ["site.html"]
