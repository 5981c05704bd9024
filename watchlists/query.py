"""The query language of terms of the kind `query`.

| write | finds articles with |
|---|---|
| `arrest` | the word in any of its forms: arrested, arrests; in any case, with or without Latin diacritics |
| `"arrest"`, `ARREST` | the word as it is, in any case |
| `"missile plant"` | the phrase as it is; spaces and hyphens stand for each other |
| `treason plant`, `treason AND plant` | both, anywhere in title and text |
| `treason OR espionage` | at least one |
| `plant AND NOT football` | the first and, in the whole article, not the second |
| `arrest*` | any ending; at least 3 letters, at most 2 stars in a word |
| `defen?e` | any one letter in that place |
| `arrest* NEAR/5 plant` | the two at most 5 words apart, in either order; neighbours are 1 apart |
| `plant ONEAR/5 arrest*` | the same, in this order |
| `case:"FSB"` | exactly these letters in exactly this case |
| `title:arrest*` | the word, phrase or group in the title |
| `lang:ru` | articles in that language, beside something to find |
| `@sergei-chemezov` | what another term of the list finds, by its id |

What binds tighter: NEAR and ONEAR, then NOT, then AND, then OR; parentheses
come first. Operators are in upper case: `or` is a word. NEAR joins words,
phrases, other terms and OR-groups of them, and several in a row. Phrases and
NEAR stay inside the title or inside the text; AND and OR look at both. The
forms of a word are those it has in the language of the article.

Refused when the list is loaded: a query, or an arm of OR, that names nothing
to find (`NOT football`, `lang:ru`), a bare `*`, fewer than 3 letters beside a
wildcard, an empty phrase, NEAR/0 and NEAR over 100, an unknown `@term` or a
circle of them, signs of other search engines (`-word`, `W/5`, `&&`, `~2`).
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from watchlists.finding.forms import FormError, parse_form
from watchlists.finding.nodes import And, Lang, Near, Node, Not, Or, Ref, Title, Words, has_places, is_positive

if TYPE_CHECKING:
    from lark import Lark, Token, Tree, UnexpectedInput

MAX_LENGTH = 20_000
MAX_DISTANCE = 100
_MAX_DEPTH = 20
_MAX_SHOWN = 40
_OPENING = '"“„«'

_GRAMMAR = r"""
?start: either
?either: both ("OR" both)*
?both: negated ("AND"? negated)*
?negated: "NOT" close -> negation
        | close
?close: atom (NEAR atom)*
?atom: _TITLE unit -> title
     | LANG -> lang
     | unit
?unit: "(" either ")"
     | WORD -> word
     | PHRASE -> word
     | _CASE (PHRASE | WORD) -> cased
     | TERM -> ref

_TITLE.3: "title:"
_CASE.3: "case:"
NEAR.3: /O?NEAR\/\d+(?=[\s()"“„«]|$)/
LANG.3: /lang:[A-Za-z]+(-\w+)*/
TERM.2: /@[^\s()"“”„«»]+/
PHRASE.2: /"[^"]*"|[“„][^“”]*[“”]|«[^»]*»/
WORD: /[^\s()"“”„«»:@]+/
%ignore /\s+/
"""
_NAMES = {
    "WORD": "a word",
    "PHRASE": "a phrase",
    "LPAR": "(",
    "RPAR": ")",
    "NEAR": "NEAR/n",
    "AND": "AND",
    "OR": "OR",
    "$END": "the end",
}
_FOREIGN = re.compile(r"[-+!^|&].*|.*~.*|.*\^\d.*|.*&&.*|.*\|\|.*|(w|pre)/\d+", re.DOTALL | re.IGNORECASE)
_NEAR = re.compile(r"O?NEAR([-:~]?\d+)?|(?i:o?near/.*)")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class QueryError(ValueError):
    """A query cannot be read; the message begins with the column, counted from 1 in the query."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(f"column {index + 1}: {message}")


@lru_cache(maxsize=1024)
def parse_query(text: str) -> Node:
    """Return the query as a tree.

    Raises:
        QueryError: It does not follow the language, or an article could be
            meant by holding nothing that the query names.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(MAX_LENGTH, f"expected at most {MAX_LENGTH} characters")
    if unreadable := _UNREADABLE.search(text):
        raise QueryError(unreadable.start(), f"expected no control character, got {unreadable[0]!r}")
    _check_depth(text)
    # Half of the time in which a list is loaded: only lists with queries pay for it.
    from lark import UnexpectedInput

    try:
        tree = _parser().parse(text)
    except UnexpectedInput as e:
        raise _unexpected(text, e) from None
    node = _node(tree)
    if not is_positive(node):
        expected = "expected a word, a phrase or an @term in each arm of OR; NOT and lang: only narrow"
        raise QueryError(_first(_groundless(tree)), expected)
    return node


def query_tree(text: str) -> "Tree[Token]":
    """Return a query that can be read as its parser sees it, with where its parts stand."""
    return _parser(places=True).parse(text)


@cache
def _parser(*, places: bool = False) -> "Lark":
    from lark import Lark

    # With the basic lexer an operator is one everywhere; the contextual one reads "OR plant" as two words.
    return Lark(_GRAMMAR, parser="lalr", lexer="basic", propagate_positions=places)


def _check_depth(text: str) -> None:
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth > _MAX_DEPTH:
            raise QueryError(index, f"expected at most {_MAX_DEPTH} parentheses inside each other")


def _node(tree: "Tree[Token]") -> Node:  # noqa: PLR0911  a rule of the grammar each
    parts: list[Any] = tree.children
    match tree.data:
        case "either":
            return Or(tuple(map(_node, parts)))
        case "both":
            return And(tuple(map(_node, parts)))
        case "negation":
            return Not(_node(parts[0]))
        case "close":
            return _near(parts)
        case "title":
            return Title(_node(parts[0]))
        case "lang":
            return Lang(parts[0].removeprefix("lang:").split("-")[0].casefold())
        case "ref":
            return Ref(str(parts[0][1:]))
        case kind:
            return _words(parts[0], cased=kind == "cased")


def _near(parts: list[Any]) -> Near:
    """Return the row of neighbours: an operand, and then an operator and an operand each time."""
    others = []
    for operator, operand in zip(parts[1::2], parts[2::2], strict=True):
        name, _, distance = operator.partition("/")
        if not 1 <= int(distance[:9]) <= MAX_DISTANCE:
            raise QueryError(operator.start_pos, f"{_shown(operator)}: expected a distance from 1 to {MAX_DISTANCE}")
        others.append((int(distance), name == "ONEAR", _operand(operand)))
    return Near(_operand(parts[0]), tuple(others))


def _operand(tree: "Tree[Token]") -> Node:
    node = _node(tree)
    if not has_places(node):
        raise QueryError(_first(tree), "expected words, phrases or an OR-group of them beside NEAR")
    return node


def _first(tree: "Tree[Token]") -> int:
    """Return where the first word of a part stands."""
    first: Token = next(tree.scan_values(lambda _: True))
    return first.start_pos or 0


def _groundless(tree: "Tree[Token]") -> "Tree[Token]":
    """Return the innermost arm of OR that names nothing to find."""
    if tree.data != "either":
        return tree
    arms: list[Any] = tree.children
    return _groundless(next(arm for arm in arms if not is_positive(_node(arm))))


def _words(token: "Token", *, cased: bool) -> Words:
    start = token.start_pos or 0
    if token.type == "WORD" and _FOREIGN.fullmatch(token):
        raise QueryError(
            start, f"{_shown(token)}: expected words and AND, OR, NOT, NEAR/n; in quotes it is found as it is"
        )
    if token.type == "WORD" and _NEAR.fullmatch(token):
        raise QueryError(start, f"{_shown(token)}: expected a distance, as in NEAR/5; in quotes it is found as a word")
    text = token[1:-1].strip() if token.type == "PHRASE" else str(token)
    if cased and "*" in text:
        raise QueryError(start, f"{_shown(token)}: expected no wildcard after case:")
    # A word in capitals is an abbreviation, which has no forms.
    inflected = token.type == "WORD" and not cased and not text.isupper()
    try:
        return Words(text, parse_form(text, wildcards="" if cased else "*?", cased=cased, inflected=inflected))
    except FormError as e:
        raise QueryError(start, str(e)) from None


def _shown(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def _unexpected(text: str, error: "UnexpectedInput") -> QueryError:
    """Return the error in the words of the language."""
    from lark import UnexpectedCharacters

    index = min(error.pos_in_stream or 0, len(text))
    if isinstance(error, UnexpectedCharacters):
        return QueryError(index, _about_character(text, index))
    # At the end of the text the position of lark is that of the last token.
    token = getattr(error, "token", "")
    at_end = getattr(token, "type", "") == "$END"
    accepted = {_NAMES[name] for name in getattr(error, "accepts", ()) if name in _NAMES}
    *others, last = [name for name in _NAMES.values() if name in accepted]
    expected = f"{', '.join(others)} or {last}" if others else last
    got = "the end" if at_end else _shown(str(token))
    return QueryError(len(text) if at_end else index, f"expected {expected}, got {got}")


def _about_character(text: str, index: int) -> str:
    if text[index] in _OPENING:
        return "expected a closing quotation mark after this one"
    if text[index] == ":":
        return "expected title:, lang: or case: before a colon, with a word right after it"
    if text[index] == "@":
        return "expected the id of a term right after @"
    return f"expected a word, a phrase or an operator, got {text[index]!r}"
