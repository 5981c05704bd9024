"""Words with wildcards, and which of them a word fits."""

import re

_FILED = 3
_SIGNS = re.compile("[*?]")


class Wildcards:
    """Finds the patterns that a word fits without trying them all."""

    def __init__(self) -> None:
        self._prefixes: dict[str, str] = {}
        self._lengths: list[int] = []
        self._starts: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._ends: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._inside: list[tuple[str, str, re.Pattern[str]]] = []

    def add(self, pattern: str) -> None:
        """Add a folded word with wildcards, once."""
        if pattern.endswith("*") and not _SIGNS.search(pattern, 0, len(pattern) - 1):
            self._prefixes[pattern[:-1]] = pattern
            if len(pattern) - 1 not in self._lengths:
                self._lengths = sorted([*self._lengths, len(pattern) - 1])
            return
        known = re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern), re.DOTALL)
        literals = _SIGNS.split(pattern)
        if start := literals[0][:_FILED]:
            self._starts.setdefault(start, []).append((pattern, known))
        elif end := literals[-1][-_FILED:]:
            self._ends.setdefault(end, []).append((pattern, known))
        else:
            self._inside.append((max(literals, key=len), pattern, known))

    def fitting(self, word: str) -> list[str]:
        """Return the patterns that a folded word fits."""
        prefixes = self._prefixes
        found = [prefixes[start] for length in self._lengths if (start := word[:length]) in prefixes]
        for length in range(1, min(_FILED, len(word)) + 1):
            for filed, piece in ((self._starts, word[:length]), (self._ends, word[-length:])):
                if piece in filed:
                    found += (cell for cell, known in filed[piece] if known.fullmatch(word))
        for literal, cell, known in self._inside:
            if literal in word and known.fullmatch(word):
                found.append(cell)
        return list(dict.fromkeys(found))
