"""`tocsin why`: why something was found, and why something was not."""

from typing import Annotated

import typer

from tocsin.output import echo, echo_rows, fail


def why(
    what: Annotated[str, typer.Argument(metavar="HIT|TERM", help="The id of a hit; with --not, a term's name or id.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Say why a hit is one and what became of it."""
    if not (what.isascii() and what.isdecimal()):
        fail(f"{what!r}: expected the id of a hit, as tocsin hits shows it", code=2)
    _why_hit(int(what), as_json=as_json)


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
