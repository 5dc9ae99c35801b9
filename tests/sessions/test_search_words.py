import pytest

from maigu_wagtail.sessions.search_words import (
    MOST_PAIRS,
    index_terms,
    marked,
    query_terms,
    query_words,
    searchable_words,
    stored_range,
    stored_term,
    words_of,
)


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


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("We ask for background checks.", ["background", "check"], "We ask for [background] [checks]."),
        ("In Łódź, in LODZ.", ["lodz"], "In [Łódź], in [LODZ]."),
        ("A foreground and a ground", ["ground"], "A foreground and a [ground]"),
        ("Hawaiʻi and hawaii", ["hawaii"], "[Hawaiʻi] and [hawaii]"),
        ("re\u0301sume\u0301 of it", ["resume"], "[re\u0301sume\u0301] of it"),
        ("Straße 7", ["strasse"], "[Straße] 7"),
        ("市議会は身元調査を求め", ["身元調査"], "市議会は[身元調査]を求め"),
        ("加入WTO吗", ["wto"], "加入[WTO]吗"),
        ("がくせい", ["かく"], "[がく]せい"),
        ("nothing", ["else"], "nothing"),
        ("", ["else"], ""),
        ("<b>bold</b>", ["b"], "<[b]>[bold]</[b]>"),
        ("a (b", ["("], "a (b"),
    ],
)
def test_words_of_a_query_are_marked_in_a_text(text, words, expected):
    pieces = marked(text, words)

    assert "".join(f"[{piece}]" if is_marked else piece for piece, is_marked in pieces) == expected
    assert "".join(piece for piece, _is_marked in pieces) == text


def found_by(word, text):
    stored = {stored_term(term) for each in words_of(text) for term in index_terms(each)}
    ranges = [stored_range(term) for term in query_terms(words_of(word)[0])]
    return all(any(first <= term < beyond for term in stored) for first, beyond in ranges)


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("check", "background checks", True),
        ("checks", "background check", False),
        ("z", "zebra", True),
        ("é", "e", True),
        ("ÿ", "y", True),
        ("я", "яблоко", True),
        ("ябл", "яблоко", True),
        ("ye", "yes", True),
        ("yes", "yesterday", True),
        ("yest", "yesterday", True),
        ("yes", "ye", False),
        ("yes", "dayes", False),
        ("٣", "٣٤", True),
        ("яб", "бя", False),
        ("身元調査", "市議会は身元調査を求め", True),
        ("調", "市議会は身元調査を求め", True),
        ("め", "市議会は身元調査を求め", True),
        ("調身", "市議会は身元調査を求め", False),
        ("x" * 40, "x" * 40, True),
        ("x" * 40, "x" * 30, True),
        ("x" * 40, "x" * 20, False),
        ("9", "911", True),
    ],
)
def test_stored_terms_are_found_by_their_beginning(word, text, expected):
    assert found_by(word, text) is expected


def test_short_beginning_is_one_term_however_many_words_have_it():
    texts = [index_terms(word) for word in ("con", "cone", "control", "concert")]

    for beginning in ("c", "co", "con"):
        first, beyond = stored_range(beginning)
        assert {term for terms in texts for term in map(stored_term, terms) if first <= term < beyond} == {first}


def test_few_terms_are_looked_up_for_a_long_word():
    assert len(query_terms("身" * 200)) == MOST_PAIRS
    assert query_terms("checks") == ["checks"]
