"""Which language a text is in, as far as the inflections of its words need it.

It is told by the feed or the page; where it is not, the little words of a text
tell it, and the letters that few languages have.
"""

from collections.abc import Collection, Sequence

from watchlists.fold import Text

# The commonest words that are, as nearly as can be, words of one language only.
_LITTLE_WORDS = """
en the of and to that with was were from have his this which
de der die und das ist nicht mit ein eine auf für dem den von wurde sich
fr le les des et une est dans qui pour pas sur au aux du avec été
es el los las y una del que con por para su fue como más
it il gli che di della per è nel sono alla del dei con una
pt os uma não do da em para com são foi ao dos mais pelo
nl het een van en niet dat op zijn voor werd met door
pl w i się na nie że jest przez oraz dla został po
cs se na je že byl jsou podle však při který jeho také
sk sa na je že bol sú podľa však pri ktorý jeho tiež
sl je in se na ki za pri bil tudi ter iz kot
hr je i se na koji su od za kako bio što nije
ro și în că din pentru este cu lui nu mai fost
sv och att det som är på för med inte till av
nb og det som er på for med ikke til av å
da og det som er på for med ikke til af at
fi ja on että oli ei ovat mutta myös sekä joka
hu az és egy hogy nem volt meg csak is ez
tr ve bir bu için ile da olarak olan daha çok
lt ir kad yra buvo su iš bei apie taip jo
lv un ir ka par bija ar no kas tika arī
et ja on et ei oli ka see kui oma mis
ru и не что на с по как это из был его для от
uk і та не що на з у як це до був його для від про
bg и да на се е за от че са по като беше през
mk и да на се е за од дека се беше со низ
be і не што на з у як гэта ад для быў яго
"""
_OWN_LETTERS = {
    "pl": "łżąęśźć", "cs": "řěů", "de": "ßäü", "hu": "őű", "tr": "ğı", "ro": "țș", "lv": "ļķņģ", "lt": "ėįų", "es": "ñ",
    "ru": "ыэё", "uk": "їєґ", "be": "ў", "bg": "ъщ", "mk": "ѓќѕ",
}  # fmt: skip
_WORDS = {line[:2]: frozenset(line[3:].split()) for line in _LITTLE_WORDS.strip().splitlines()}
_CYRILLIC = frozenset({"ru", "uk", "bg", "mk", "be"})
_OTHERS = frozenset({"el", "ka", "hy", "ar", "fa", "he", "hi", "zh", "ja", "ko", "th"})
_ENOUGH = 2
# What a word in another script than that of its article is taken for.
_GUESSES = {"latin": ("en",), "cyrillic": ("ru", "uk")}


def script_of_language(code: str) -> str:
    """Return the script of a language: `latin`, `cyrillic` or `other`."""
    return "cyrillic" if code in _CYRILLIC else "other" if code in _OTHERS else "latin"


def script_of_word(word: str) -> str:
    """Return the script of a word: `latin`, `cyrillic` or `other`."""
    if word < "\u0370" or "\u1e00" <= word < "\u1f00":
        return "latin"
    return "cyrillic" if "\u0400" <= word < "\u0530" else "other"


def languages(texts: Sequence[Text], language: str | None) -> tuple[str, ...]:
    """Return the languages in which the words of an article are to be understood, one or two for each script."""
    own = (language,) if language else _guess(texts)
    scripts = set(map(script_of_language, own))
    return (*own, *(code for name, codes in _GUESSES.items() if name not in scripts for code in codes))


def _guess(texts: Sequence[Text]) -> tuple[str, ...]:
    """Return the likeliest language, or none where next to nothing speaks for one."""
    words = {word.lower() for text in texts for word in text.words}
    letters = set().union(*words)
    likely = {code: _likelihood(code, words, letters) for code in _WORDS}
    best = max(likely, key=lambda code: likely[code])
    return (best,) if likely[best] >= _ENOUGH else ()


def _likelihood(code: str, words: Collection[str], letters: Collection[str]) -> int:
    return len(_WORDS[code] & set(words)) + sum(letter in letters for letter in _OWN_LETTERS.get(code, ""))
