import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maigu_wagtail.access.normalising import LONGEST_PASSWORD, UnusablePassword, normalise

# What mail and chat put into a text, what grows or shrinks under NFKC, and what composes with what stands before it.
AWKWARD = (
    " \t\n\r\x0b\x0c\x1c\x85\u00a0\u1680\u2003\u2028\u2029\u202f\u3000"
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u180f\u200b\u200c\u200d\u200e\u2060\u3164\ufe0f\ufeff\uffa0\ufff0\U000e0041"
    "'\"-`´‘’“”«»‐‑–—−ʼ″‴⁗︲＇＂－ŉ΄´`"
    "\u0301\u0308\u0323\u0338\u3099éÅﬁﷺﷻ①ａＡ가각\u1100\u1161\u11a8ẛ̣𝐀"
)
texts = st.text(
    st.one_of(st.sampled_from(AWKWARD), st.characters(), st.characters(categories=["Cs", "Cc", "Mn", "Cf"]))
)


def outcome(text):
    """Return what ``text`` is normalised to, or why it is not."""
    try:
        return normalise(text)
    except UnusablePassword as error:
        return error.reason


@given(texts)
@example("ﷺ" * 128)
@example("a" * 129)
@example("\x00")
@example("\ud83d")
def test_normalise_raises_only_unusable(text):
    assert outcome(text)


@given(texts)
@example("ﷺ" * 8)
@example("e\u200b\u0301")
@example("´ \u0301")
@example("=\u2060\u0338 x")
def test_normalise_is_idempotent(text):
    try:
        once = normalise(text)
    except UnusablePassword:
        return

    assert normalise(once) == once


@given(texts)
def test_normalise_returns_a_short_enough_text_with_single_spaces(text):
    try:
        plain = normalise(text)
    except UnusablePassword:
        return

    assert 0 < len(plain) <= LONGEST_PASSWORD
    assert plain == " ".join(plain.split())
    assert not set(plain) & set("‘’“”–—\u00a0\u200b\ufeff\u00ad\x00")


@given(st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=30))
def test_normalise_ignores_the_unicode_form(text):
    forms = {outcome(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}

    assert forms == {outcome(text)}


@given(
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20),
    st.text(st.sampled_from(" \t\n\r\u00a0\u2003\u3000\u200b\ufeff\u2060\u00ad"), max_size=8),
    st.text(st.sampled_from(" \t\n\r\u00a0\u2003\u3000\u200b\ufeff\u2060\u00ad"), max_size=8),
)
def test_normalise_strips_what_pasting_adds(text, before, after):
    assert normalise(before + text + after) == normalise(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("correct horse", "correct horse"),
        ("\u00a0correct\u00a0horse\u00a0", "correct horse"),
        ("correct \t\r\n horse\n", "correct horse"),
        ("correct\u2003\u3000horse", "correct horse"),
        ("cor\u200brect\u2060 horse\ufeff", "correct horse"),
        ("co\u00adrrect horse", "correct horse"),
        ("\u202ecorrect horse\u202c", "correct horse"),
        ("cafe\u0301", "caf\u00e9"),
        ("caf\u00e9", "caf\u00e9"),
        ("e\u200b\u0301", "\u00e9"),
        ("ｃｏｒｒｅｃｔ　ｈｏｒｓｅ", "correct horse"),
        ("ﬁve", "five"),
        ("mayor’s", "mayor's"),
        ("‘mayor`s´", "'mayor's'"),
        ("“mayors”", '"mayors"'),
        ("«mayors»", '"mayors"'),
        ("well–known—word‑by−word", "well-known-word-by-word"),
        ("Correct HORSE", "Correct HORSE"),
        ("❤️ horse", "❤ horse"),
        ("a\U000e0041b", "ab"),
        ("пароль", "пароль"),
        ("密码", "密码"),
    ],
)
def test_normalise_undoes_changes_by_mail_and_chat_programs(typed, kept):
    assert normalise(typed) == kept


def test_normalise_distinguishes_case_spaces_and_other_letters():
    different = ["correct horse", "Correct horse", "correcthorse", "correct horsé", "correct_horse", "correct-horse"]

    assert len({normalise(text) for text in different}) == len(different)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \t\n\u00a0\u3000", "empty"),
        ("\u200b\ufeff\u2060\u3164", "empty"),
        ("a" * 129, "long"),
        ("ﷺ" * 8, "long"),
        ("a" * 1_000_000, "long"),
        ("a\x00b", "characters"),
        ("\ud800", "characters"),
        ("a\udfff", "characters"),
        ("\ud83d\ude00", "characters"),
    ],
    ids=lambda value: None if len(value) > 20 else ascii(value),
)
def test_normalise_refuses_unusable_text(text, reason):
    with pytest.raises(UnusablePassword) as error:
        normalise(text)

    assert error.value.reason == reason
    assert str(error.value) == reason


@pytest.mark.parametrize("text", ["a" * 128, "é" * 128, "𝐀" * 128])
def test_normalise_accepts_the_maximum_length(text):
    assert len(normalise(text)) == LONGEST_PASSWORD == 128


def test_normalise_refuses_overlong_text_before_doing_any_work():
    class Counted(str):
        looked_at = 0

        def __iter__(self):
            type(self).looked_at += 1
            return super().__iter__()

        def __contains__(self, other):
            type(self).looked_at += 1
            return super().__contains__(other)

        def translate(self, table):
            type(self).looked_at += 1
            return super().translate(table)

    with pytest.raises(UnusablePassword):
        normalise(Counted("a" * 129))

    assert Counted.looked_at == 0
    normalise(Counted("a" * 128))
    assert Counted.looked_at > 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a″b", 'a"b'),
        ("a︲b︱c", "a-b-c"),
        ("ŉ", "'n"),
        ("\ud7fb", "\ud7fb"),
        ("\ue000", "\ue000"),
        ("\U0001f600", "\U0001f600"),
        ("a b  c", "a b c"),
    ],
)
def test_normalise_simplifies_characters_before_and_after_decomposition(typed, kept):
    assert normalise(typed) == kept
