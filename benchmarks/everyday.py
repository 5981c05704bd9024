"""Print the everyday words of a language, as `watchlists/everyday/data` keeps them; needs wordfreq and simplemma.

    python benchmarks/everyday.py en > watchlists/everyday/data/en.txt

A line is how common its words are (the Zipf scale: 5 is 100 in a million words, 4 is 10), what they are, and the words,
folded. `words` are in a dictionary in small letters; `names` are all others, such as names and abbreviations. Of the
less common ones only short words are kept: what an acronym may be mistaken for.
"""

import sys
from collections import defaultdict

import simplemma
import wordfreq

from watchlists.fold import Text, fold

EVERYDAY = 4.4
LEAST = 4.0
LONGEST_ACRONYM = 5
CYRILLIC = ("ru", "uk", "bg")


def main(language: str) -> None:
    lines: dict[tuple[float, str], set[str]] = defaultdict(set)
    seen: set[str] = set()
    for word in wordfreq.iter_wordlist(language, wordlist="small"):  # the most common first
        zipf, folded = wordfreq.zipf_frequency(word, language, wordlist="small"), fold(word)
        if zipf < LEAST:
            break
        if folded in seen or len(word) == 1 or not _is_own(word, language):
            continue
        seen.add(folded)
        if zipf >= EVERYDAY or len(folded) <= LONGEST_ACRONYM:
            lines[int(zipf * 10) // 2 / 5, _kind(word, language)].add(folded)
    print("# See NOTICE: from wordfreq 3.1.1, CC BY-SA 4.0.")
    for (zipf, kind), words in sorted(lines.items(), reverse=True):
        print(f"{zipf} {kind}: {' '.join(sorted(words))}")


def _is_own(word: str, language: str) -> bool:
    """Tell whether it is one word in the letters of the language: the lists of Russian hold English words too."""
    cyrillic = "\u0400" <= word[0] <= "\u04ff"
    return word.isalpha() and len(Text(word).words) == 1 and cyrillic == (language in CYRILLIC)


def _kind(word: str, language: str) -> str:
    known = simplemma.is_known(word, lang=language) and simplemma.lemmatize(word, lang=language).islower()
    return "words" if known else "names"


if __name__ == "__main__":
    main(sys.argv[1])
