import pytest

from maigu_wagtail.sessions.search_words import query_words, searchable_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mayor’s “Office”", ["mayor", "s", "office"]),
        ("AND (x* OR -y)", ["and", "x", "or", "y"]),
        ("Raúl Torrez, Jr.", ["raul", "torrez", "jr"]),
        ("\"'`🙂%_", []),
        ("سلام", ["سلام"]),
        ("Łódź, Malmö: Bjørn Straße STRASSE", ["lodz", "malmo", "bjorn", "strasse", "strasse"]),
        ("Þórður Æðey Đặng Œuvre IŞIK ışık İzmir", ["thordur", "aedey", "dang", "oeuvre", "isik", "isik", "izmir"]),
        ("ΟΔΟΣ οδός Ёлка", ["οδοσ", "οδοσ", "елка"]),
        ("vio\xadlence Hawaiʻi", ["violence", "hawaii"]),
        ("加入WTO后 第1回", ["加入", "wto", "后", "第", "1", "回"]),
        ("", []),
    ],
)
def test_search_words_are_lower_case_without_accents_and_punctuation(text, words):
    assert words_of(text) == words


def test_queried_words_are_limited_and_unique():
    assert query_words("gun Gun GUN violence") == ["gun", "violence"]
    assert len(query_words(" ".join(map(str, range(50))))) == 10


def test_stored_words_each_start_with_a_space():
    assert searchable_words("Gun violence", "in cities", "") == " gun violence in cities"
    assert searchable_words("a a", "A") == " a"
