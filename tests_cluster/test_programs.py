import pytest

from example_site.cluster.programs import MODULES, PACKAGES, MissingPrograms, require_programs


def test_missing_program_is_named_with_how_to_install_it(monkeypatch):
    require_programs()
    monkeypatch.setitem(PACKAGES, "no-such-proxy", "proxy-of-debian")
    monkeypatch.setitem(MODULES, "no_such_driver", "pip install driver")

    with pytest.raises(MissingPrograms) as error:
        require_programs()

    assert str(error.value).splitlines()[1:] == [
        "  no-such-proxy is missing. Debian and Ubuntu: apt-get install proxy-of-debian",
        "  no_such_driver is missing. Run: pip install driver",
    ]
