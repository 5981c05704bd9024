"""`tocsin mute`: what digests are not to tell, for a time or for good."""

from typing import Annotated

import typer

from tocsin.output import echo_rows, fail, say

app = typer.Typer(help="Mute or snooze a term, a story, or a term in one source.", rich_markup_mode=None)

COLUMNS = ("id", "watchlist", "term", "story_id", "source", "tag", "until")


@app.callback(invoke_without_command=True)
def mute(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Show what is muted, the newest first. What is muted is found and kept all the same: tocsin hits --held."""
    if context.invoked_subcommand:
        return
    from datetime import UTC, datetime

    from flows.settings import load_settings
    from storage import list_mutes
    from tocsin.mutes import mute_rows
    from tocsin.store import reading

    now = datetime.now(UTC)
    with reading(load_settings()) as session:
        rows = list(mute_rows(list_mutes(session, None if everything else now), now))
    echo_rows(rows, as_json=as_json, columns=COLUMNS)
    if not rows:
        say("nothing is muted")


@app.command()
def add(
    term: Annotated[str | None, typer.Argument(metavar="[TERM]", help="The term's id or name.")] = None,
    story: Annotated[
        int | None, typer.Option("--story", metavar="NUMBER", help="A story instead, see tocsin hits --json.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="DOMAIN", help="The term in this source only.")
    ] = None,
    watchlist: Annotated[str, typer.Option("-w", "--watchlist", metavar="LIST", help="The list of the term.")] = "",
    tag: Annotated[str | None, typer.Option("--to", metavar="TAG", help="For this tag only; else for all.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="MOMENT", help="2026-11-30 or a time.")] = None,
    length: Annotated[str | None, typer.Option("--for", metavar="TIME", help="Snooze: 90m, 24h, 7d, 2w.")] = None,
) -> None:
    """Mute a term, a story, or a term in one source; without an end, until it is removed."""
    from datetime import UTC, datetime

    from flows.settings import load_settings
    from tocsin import mutes
    from tocsin.moments import parse_moment
    from tocsin.store import writing

    if (term is None) == (story is None) or (story is not None and source is not None):
        fail("expected a term, alone or with --source, or --story NUMBER", code=2)
    now = datetime.now(UTC)
    end = mutes.end_of(parse_moment("--until", until, now), length, now)
    settings = load_settings()
    data = {"source": mutes.as_source(source) if source else None, "tag": tag, "until": end}
    with writing(settings) as session:
        if story is not None:
            made = mutes.mute_story(session, story, data, watchlist=watchlist, now=now)
        else:
            made = mutes.mute_term(session, settings, term or "", data, watchlist=watchlist, now=now)
        for one in made:
            say(mutes.in_words(one))


@app.command()
def remove(
    number: Annotated[int, typer.Argument(metavar="MUTE", help="Its id, see tocsin mute.")],
    tell: Annotated[bool, typer.Option("--tell", help="Let the next digest tell what it held back.")] = False,
) -> None:
    """End a mute. What it held back stays untold, and can be seen with tocsin hits --held."""
    from datetime import UTC, datetime

    from flows.settings import load_settings
    from flows.steps.tell.view import count
    from storage import end_mute, release_held
    from tocsin.store import writing

    with writing(load_settings()) as session:
        if end_mute(session, number, datetime.now(UTC)) is None:
            fail(f"there is no mute {number}: tocsin mute shows them")
        released = release_held(session, number) if tell else 0
    say(f"mute {number} is over" + (f"; {count(released, 'hit goes', 'hits go')} into the next digest" if tell else ""))
