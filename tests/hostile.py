"""What is sent to do harm, by the rows of our catalogue: by feeds (50 to 78), in watchlists and what they import (79 to 93)."""

HOSTILE: dict[str, tuple[str, str]] = {
    "50 script": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "51 image": ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    "52 attribute": ('"><svg onload=alert(1)>', '"><svg onload=alert(1)>'),
    "53 title": ("</title><script>x", "</title><script>x"),
    "54 event": ("' onmouseover='x", "' onmouseover='x"),
    "55 entities": ("&lt;script&gt; &amp; &#60;b&#62;", "&lt;script&gt; &amp; &#60;b&#62;"),
    "57 templates": ("{{7*7}} {% debug %} {{ ''.__class__ }}", "{{7*7}} {% debug %} {{ ''.__class__ }}"),
    "58 header": ("Subject\r\nBcc: x@evil.example", "Subject Bcc: x@evil.example"),
    "60 controls": ("a\x00b\x1b]0;pwned\x07c\u2028d", "ab]0;pwnedc d"),
    "61 bidi": ("\u202egnp.exe\u2066!", "gnp.exe!"),
    "62 zalgo": ("z" + "\u0335" * 200, "z" + "\u0335" * 3),
    "63 surrogate": ("x\ud800y", "xy"),
    "64 soft hyphen": ("Че\u00adме\u200bзов", "Чемезов"),
    "66 tracker": ('<img width=1 height=1 src="https://evil.example/p.gif">', '<img width=1 height=1 src="https://evil.example/p.gif">'),
    "67 page": ("<style>*{}</style><base href=x><form><meta http-equiv=refresh><iframe srcdoc=x>", "<style>*{}</style><base href=x><form><meta http-equiv=refresh><iframe srcdoc=x>"),
    "68 channel": ("<!channel> now", "<!channel> now"),
    "69 half a channel": ("!channel> now", "!channel> now"),
    "70 here": ("<!here|x>", "<!here|x>"),
    "71 user": ("<@U123|bob> <@&456> <#C1>", "<@U123|bob> <@&456> <#C1>"),
    "72 disguised link": ("<https://evil.example|your bank>", "<https://evil.example|your bank>"),
    "73 everyone": ("@everyone @here @channel @room @bob", "@everyone @here @channel @room @bob"),
    "74 formats": ("*bold* _it_ __u__ ~s~ `code` ```x``` > q ||x|| :smile: | a | b |", "*bold* _it_ __u__ ~s~ `code` ```x``` > q ||x|| :smile: | a | b |"),
    "74 lists": ("1. one", "1. one"),
    "74 heading": ("# big - + =", "# big - + ="),
    "74 rule": ("---", "---"),
    "75 link ends": ("]( < >| | [x](https://evil.example) ![y](https://evil.example/y.png)", "]( < >| | [x](https://evil.example) ![y](https://evil.example/y.png)"),
    "75 reference": ("[x]: https://evil.example 'x'", "[x]: https://evil.example 'x'"),
    "75 bare links": ("www.evil.example https://evil.example mailto:x@evil.example", "www.evil.example https://evil.example mailto:x@evil.example"),
    "75 backslashes": ("\\[x\\](y) \\", "\\[x\\](y) \\"),
    "78 emoji and right to left": ("🚀 مرحبا שלום 👨‍👩‍👧", "🚀 مرحبا שלום 👨👩👧"),
}  # fmt: skip

LINKS = [
    "javascript:alert(1)", "JaVa\tScRiPt:alert(1)", "\x01javascript:alert(1)", "vbscript:x", "data:text/html,<script>",
    "https://bank.example@evil.example/", "https://evil.example/\u202ecod.exe",
]  # fmt: skip
"""Row 56: what may be shown, and never followed."""

BOMB = "name: &a [x, x]\n" + "".join(f"{letter}: &{letter} [*a, *a, *a, *a, *a, *a, *a, *a]\n" for letter in "bcdefgh")
TERM = "name: x1\nterms:\n  - kind: phrase\n    name: "
QUERY = "name: x1\nterms:\n  - name: q1\n    kind: query\n    query: "

WRONG_LISTS: dict[str, tuple[str, str]] = {
    "79 object": ("name: !!python/object/apply:os.system [ls]", "1:7: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not supported"),
    "79 tag": ("name: ! x", "1:7: the tag '!' is not supported"),
    "80 bomb": (BOMB, "2:8: b: the alias *a is not supported; write the value out"),
    "80 merge": ("<<: *base", "1:5: the alias *base is not supported; write the value out"),
    "81 brackets": ("name: " + "[" * 20_000, "1:26: nested more than 20 deep"),
    "81 mappings": ("a:\n" + "".join(" " * i + "a:\n" for i in range(1, 3_000)), "21:21: nested more than 20 deep"),
    "82 twice": ("name: a\nname: b", "2:1: name: the key 'name' is here twice; first on line 1"),
    "82 twice in a term": ("name: x1\nterms: [{name: ab, kind: phrase, name: cd}]", "2:34: terms.0.name: the key 'name' is here twice; first on line 2"),
    "84 tab": ("name: x1\nterms:\n\t- name: x", "3:1: a tab in the indentation; use spaces"),
    "84 tab after spaces": ("name: x1\nterms:\n  \t- name: x", "3:3: a tab in the indentation; use spaces"),
    "85 nmae": ("nmae: x1\nterms: [{name: ab, kind: phrase}]", "1:1: nmae: unknown key 'nmae' (did you mean 'name'?)"),
    "85 nmae of a term": ("name: x1\nterms: [{nmae: ab, kind: phrase}]", "2:10: terms.0.nmae: unknown key 'nmae' (did you mean 'name'?)"),
    "86 one letter": (TERM + "x", "4:11: terms.0.name: 'x': expected at least 2 letters or digits"),
    "86 spaces": (TERM + "'   '", "4:11: terms.0.name: '   ': expected some text"),
    "86 nothing": (TERM + "''", "4:11: terms.0.name: nothing: expected some text"),
    "86 too long": (TERM + "x" * 10_000, f"4:11: terms.0.name: '{'x' * 60}'…: expected at most 200 characters, got 10000"),
    "86 anything": (TERM + ".*", "4:11: terms.0.name: '.*': expected at least 2 letters or digits"),
    "86 signs": (TERM + "'²³'", "4:11: terms.0.name: '²³': expected at least one word"),
    "86 a query of one star": (QUERY + "'*'", "5:12: terms.0.query: '*': column 1: *: expected at least 3 letters beside a wildcard"),
    "86 a star in front": (TERM + "'*abc'", "4:11: terms.0.name: '*abc': expected the wildcard * at the end of a word"),
    "86 a star alone": (TERM + "'*'", "4:11: terms.0.name: '*': expected at least 2 letters or digits"),
    "86 a star and too little": (TERM + "'ab*'", "4:11: terms.0.name: 'ab*': ab*: expected at least 3 letters beside a wildcard"),
    "86 two lines": (TERM + '"a\\nbc"', "4:11: terms.0.name: 'a\\nbc': expected one line of text without control characters"),
    "87 one that blows up": (TERM + "(a+)+$", "4:11: terms.0.name: '(a+)+$': expected at least 2 letters or digits"),
    "87 in a query": (QUERY + "(aaa+)+$", "5:12: terms.0.query: '(aaa+)+$': column 7: +$: expected words and AND, OR, NOT, NEAR/n; in quotes it is found as it is"),
    "87 stars in a query": (QUERY + "'aa*a*a*a*b'", "5:12: terms.0.query: 'aa*a*a*a*b': column 1: aa*a*a*a*b: expected at most 2 wildcards * in a word"),
    "88 groups in a query": (QUERY + "(" * 1_000 + "ab" + ")" * 1_000, f"5:12: terms.0.query: '{'(' * 60}'…: column 21: expected at most 20 parentheses inside each other"),
    "88 a thousand groups": (TERM + "(ab)" * 1_000, f"4:11: terms.0.name: '{'(ab)' * 15}'…: expected at most 200 characters, got 4000"),
    "92 a path as the id of a list": ("id: ../../etc", "1:5: id: '../../etc': expected an id of letters, digits and hyphens"),
    "92 a path as the id of a term": ("name: x1\nterms: [{id: ../../etc, name: ab, kind: phrase}]", "2:14: terms.0.id: '../../etc': expected an id with a letter or digit, at most 200 characters, not beginning with a dot"),
    "92 a path inside the id of a term": ("name: x1\nterms: [{id: a/../../etc, name: ab, kind: phrase}]", "2:14: terms.0.id: 'a/../../etc': expected an id without spaces and slashes"),
    "93 a key": ("include: other.yaml", "1:1: include: unknown key 'include' (expected name, id, feeds, entities, terms, digests)"),
    "93 a tag": ("name: x1\nterms: !include other.yaml", "2:8: the tag '!include' is not supported"),
    "a complex key": ("? [a]\n: b", "1:3: expected a word as key"),
    "two documents": ("name: x\n--- x", "2:1: a second document; a watchlist file holds one"),
    "a zero byte": ("name: \x00", "1:7: character 0x0000 is not allowed"),
    "a surrogate": ("name: \ud800", "1:7: half of a surrogate pair is not a character"),
    "an open bracket": ("name: [x", "2:1: while parsing a flow sequence did not find expected ',' or ']'"),
}  # fmt: skip
"""The file, and the problem that is told, after its name."""

WORDS_OF_YAML = ["NO", "on", "1e3", "0777", "12:30", "null", "~ab", "2026-01-02", "0x1F", "1_000", "yes", ".inf"]
"""Row 83: words that YAML 1.1 makes something else of."""

SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""What parts words, of every width."""
UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2066\u2067\u2068\u2069\u3164\ufe0f\ufeff\uffa0\U000e0001\U000e0041"
"""What nobody sees, and what must part nothing: soft hyphens, joiners, direction marks, fillers, tags."""

FLOODS: dict[str, str] = {
    "words": "The defence ministry said nothing of it. ",
    "one word": "missile ",
    "a listed word": "Rostec ",
    "a listed person": "Sergei Chemezov ",
    "given names": "Sergei ",
    "surnames": "Chemezov ",
    "another's surname": "Boris Chemezov ",
    "initials": "S. Chemezov ",
    "excluded": "Rostec arena ",
    "half a name": "Tactical ",
    "near a query": "rosc chemezov ",
    "dotted": "F.S.B.",
    "capitals": "ROSTEC CHEMEZOV ",
    "one long word": "xy",
    "no spaces": "国",
    "marks": "\u0301\u0316",
    "marks on letters": "C" + "\u0301\u0316" * 50 + "hemezov ",
    "unseen": "\u200b\u202e",
    "spaces": "\u3000 ",
    "lines": "\n",
    "apostrophes": "'a",
    "quotes": "«",
    "surrogates": "\ud800",
    "zero bytes": "\x00",
    "emoji": "👨‍👩‍👧 ",
}  # fmt: skip
"""What a text is full of."""
