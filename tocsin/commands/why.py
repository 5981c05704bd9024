"""`tocsin why`: why something was found, and why something was not."""

from typing import Annotated

import typer

from tocsin.output import echo, echo_rows, fail


def why(
    what: Annotated[str, typer.Argument(metavar="HIT|TERM", help="The id of a hit; with --not, a term's name or id.")],
    not_in: Annotated[
        str | None,
        typer.Option(
            "--not", metavar="FILE|URL|-", help="Say why the term is not found there: a text, or a stored article."
        ),
    ] = None,
    watchlist: Annotated[
        str,
        typer.Option("-w", "--watchlist", metavar="LIST", help="The list of the term; else your own."),
    ] = "",
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Of the text, where it is known: en, ru.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Say why a hit is one and what became of it, or with --not what came nearest to a term and why it was refused."""
    if not_in is not None:
        _why_not(not_in, what, watchlist, language, as_json=as_json)
    elif what.isascii() and what.isdecimal():
        _why_hit(int(what), as_json=as_json)
    else:
        fail(f"{what!r}: expected the id of a hit, as tocsin hits shows it, or --not FILE before a term", code=2)


def _why_hit(number: int, *, as_json: bool) -> None:
    from tocsin.reasons import hit_in_words, hit_with_reasons, reasons_of_hit

    found = reasons_of_hit(number)
    if found is None:
        fail(f"there is no hit {number}: tocsin hits shows the hits with their ids")
    if as_json:
        echo_rows([hit_with_reasons(found)], as_json=True)
    else:
        for line in hit_in_words(found):
            echo(line)


def _why_not(source: str, term: str, watchlist: str, language: str | None, *, as_json: bool) -> None:
    from tocsin.absence import absence_in_words, absence_rows, find_article, find_term
    from watchlists.nearest import nearest

    terms, wanted = find_term(term, watchlist)
    article = find_article(source, language)
    answer = nearest(terms, wanted, article)
    if as_json:
        echo_rows(absence_rows(source, wanted, answer), as_json=True)
    else:
        for line in absence_in_words(source, wanted, article, answer):
            echo(line)
