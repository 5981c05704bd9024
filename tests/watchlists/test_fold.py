import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchlists.fold import Text, fold, gap_key, keep_case, slug


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Rostec", "rostec"),
        ("РОСТЕХ", "ростех"),
        ("Объединённая", "объединенная"),
        ("Чайка", "чайка"),
        ("Чаи\u0306ка", "чайка"),
        ("Україна", "україна"),
        ("Украі\u0308на", "украї" + "на"),
        ("Шойгу\u0301", "шойгу"),
        ("Ќ", "ќ"),
        ("Choïgou", "choigou"),
        ("Łódź", "lodz"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("Ｒｏｓｔｅｃ", "rostec"),
        ("𝐑𝐨𝐬𝐭𝐞𝐜", "rostec"),
        ("İstanbul", "istanbul"),
        ("Ρωσία", "ρωσια"),
        ("Ros\u00adtec", "rostec"),
        ("R\u200bos\ufefftec", "rostec"),
        ("O’Brien", "o'brien"),
        ("Камʼянець", "кам'янець"),
        ("R\u0335\u0327\u0301" * 3, "rrr"),
        ("محمّد", "محمد"),
    ],
    ids=lambda value: unicodedata.normalize("NFC", value),
)
def test_spellings_of_one_word_fold_alike(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=60))
@settings(deadline=None)
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text(max_size=30))
@settings(deadline=None)
def test_composed_and_decomposed_words_fold_alike(word: str) -> None:
    assert fold(unicodedata.normalize("NFC", word)) == fold(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rostec's chief, 2026.", ["Rostec's", "chief", "2026"]),
        ("'Rostec' ‘Rostec’", ["Rostec", "Rostec"]),
        ("Zvezda-Strela", ["Zvezda", "Strela"]),
        ("_Rostec_ #Rostec @Rostec", ["Rostec"] * 3),
        ("Rostec² said", ["Rostec", "said"]),
        ("Мар’яна", ["Мар’яна"]),
        ("रोस्टेक ने", ["रोस्टेक", "ने"]),
        ("国家技术", ["国", "家", "技", "术"]),
        ("Ros\u00adtec", ["Ros\u00adtec"]),
        ("\ud800Rostec\udfff", ["Rostec"]),
    ],
    ids=[
        "possessive",
        "quotes",
        "hyphen",
        "signs",
        "footnote",
        "apostrophe",
        "hindi",
        "chinese",
        "soft hyphen",
        "half pair",
    ],
)
def test_a_text_is_cut_into_its_words(text: str, words: list[str]) -> None:
    assert Text(text).words == words


@pytest.mark.parametrize("around", ["{} ", "a{}b ", "ж'{}"])
def test_a_letter_beyond_the_basic_plane_changes_no_other_word(around: str) -> None:
    text = "".join(around.format(chr(code)) for code in range(0x10000)) + " "
    assert Text(f"{text}𝐑").words == [*Text(text).words, "𝐑"]


@given(st.text(max_size=200))
@settings(deadline=None)
def test_a_word_stands_where_its_span_says(text: str) -> None:
    cut = Text(text)
    assert [text[start:end] for start, end in cut.spans] == cut.words


@pytest.mark.parametrize(
    ("gap", "key"),
    [
        (" ", ""),
        ("\u00a0\n\t", ""),
        (" «", ""),
        ("-", "-"),
        ("‑", "-"),
        ("-\n", "-"),
        (" — ", "—"),
        (". ", "."),
        (" & ", "&"),
    ],
)
def test_gaps_of_one_meaning_have_one_key(gap: str, key: str) -> None:
    assert gap_key(gap) == key


def test_an_acronym_keeps_its_case() -> None:
    assert [keep_case(word) for word in ("FSB", "ФСБ", "Fsb", "ＦＳＢ", "Ö\u00adVP")] == [
        "FSB",
        "ФСБ",
        "Fsb",
        "FSB",
        "ÖVP",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sergei Chemezov", "sergei-chemezov"),
        ("Концерн «Калашников»", "концерн-калашников"),
        ("../../etc", "etc"),
        ("O'Brien & Sons, Inc.", "o-brien-sons-inc"),
        ("रोस्टेक", "रोस्टेक"),
    ],
)
def test_a_slug_is_letters_digits_and_hyphens(name: str, expected: str) -> None:
    assert slug(name) == expected
