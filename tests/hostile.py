"""What feeds may send in a title, a text or a name, and what a reader may see of it: rows 50 to 78 of our catalogue."""

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
