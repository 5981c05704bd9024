"""A backtest as a person reads it in a terminal: what each term found, and last the figures side by side."""

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.backtest import Backtest
from flows.steps.clean import clean_inline, clean_text
from flows.steps.tell.view import count, short_time
from flows.steps.trial.samples import Sample
from tocsin.backtest import TermFigures, by_noise, sparkline, whole
from tocsin.output import echo

_FORMS = 3
_LONGEST_NAME = 26
_MOST_BARS = 30


def echo_backtest(result: Backtest) -> None:
    """Print the backtest."""
    console = Console(highlight=False)
    terms = by_noise(result)
    table = _table(result, terms, console.width)
    with console.capture() as printed:
        for part in (*_head(result), *_details(result, terms), Text(), table, *_remarks(result, terms)):
            console.print(part)
    for line in printed.get().splitlines():
        echo(line.rstrip())


def _head(result: Backtest) -> Iterator[RenderableType]:
    days = sorted(result.tally.articles)
    span = _day(days[0]) if len(days) == 1 else f"{_day(days[0])} to {_day(days[-1])}"
    articles = count(result.tally.articles.total(), "article", "articles")
    yield Text(f"{clean_text(result.watchlist.name)} ({result.path}): {articles}, {span}")
    if result.run_beside:
        yield Text(f"compared with {result.run_beside}, the list in use, run over the same articles")
    elif result.stored_beside:
        yield Text("compared with the hits in store, which earlier runs of this list found")
    else:
        yield Text("no list of its name is in use: there is nothing to compare it with")


def _details(result: Backtest, terms: Sequence[TermFigures]) -> Iterator[RenderableType]:
    for term in terms:
        tally = term.tally
        if not (tally.hits or tally.gone):
            continue
        yield Text()
        yield Text(clean_text(term.name), style="bold").append(f": {_found(term)}", style="not bold")
        yield from _forms(term)
        new = {sample.article for sample in tally.new_samples}
        shown = {sample.article: sample for sample in (*tally.samples, *tally.new_samples)}
        for sample in shown.values():
            yield from _sample(sample, "new" if sample.article in new else "", result)
        for sample in tally.gone_samples:
            yield from _sample(sample, "gone", result)


def _found(term: TermFigures) -> str:
    if not term.listed:
        return "not in this list"
    if not term.tally.hits:
        return "no hit any more"
    return f"{count(term.tally.hits, 'hit', 'hits')} in {count(len(term.tally.stories), 'story', 'stories')}"


def _forms(term: TermFigures) -> Iterator[RenderableType]:
    forms = term.forms()
    for form, rule, hits, alone in forms[:_FORMS]:
        only = ", by it alone" if alone == hits else f", {alone:,} of them by it alone" if alone else ""
        yield _indented(Text(f"by {clean_text(form, 60)} ({rule}): {count(hits, 'hit', 'hits')}{only}"), 2)
    if len(forms) > _FORMS:
        yield _indented(Text(f"and by {count(len(forms) - _FORMS, 'more form', 'more forms')}"), 2)


def _sample(sample: Sample, mark: str, result: Backtest) -> Iterator[RenderableType]:
    when = f"{short_time(sample.moment, result.until)}  {clean_text(sample.source, 40)}"
    yield _indented(Text(f"{mark.upper()}  {when}" if mark else when, style="bold" if mark else ""), 4)
    sentence = _marked(sample)
    if sentence.plain.replace("[", "").replace("]", "") != clean_text(sample.headline):
        yield _indented(Text(clean_text(sample.headline, 200)), 6)
    yield _indented(sentence, 6)


def _marked(sample: Sample) -> Text:
    """Return the sentence with what was found in brackets."""
    text, end = Text(), 0
    for start, stop in sample.marks:
        if start >= end:
            text.append(clean_inline(sample.excerpt[end:start]))
            text.append(f"[{clean_inline(sample.excerpt[start:stop])}]", style="bold")
            end = stop
    return text.append(clean_inline(sample.excerpt[end:]))


def _table(result: Backtest, terms: Sequence[TermFigures], width: int) -> Table:
    compared = bool(result.run_beside or result.stored_beside)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("term", max_width=_LONGEST_NAME, no_wrap=True)
    for title in ("hits", "a day", "stories", *(("new", "gone") if compared else ())):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("by day", no_wrap=True)
    room = max(7, min(_MOST_BARS, width - _LONGEST_NAME - (42 if compared else 28)))
    first, last = min(result.tally.articles), max(result.tally.articles)
    for term in (*terms, whole(result)):
        tally = term.tally
        if tally.hits or tally.gone or term.term is None:
            change = (f"+{tally.new:,}" if tally.new else "", f"-{tally.gone:,}" if tally.gone else "")
            bars = sparkline(tally.days, first, last, room) if tally.hits else ""
            name = clean_text(term.name) if term.term is not None else "articles with any"
            figures = (f"{tally.hits:,}", f"{term.a_day:,}", f"{len(tally.stories):,}")
            cells = (name, *figures, *(change if compared else ()), bars)
            table.add_row(*map(Text, cells), style="bold" if term.term is None else "")
    return table


def _remarks(result: Backtest, terms: Sequence[TermFigures]) -> Iterator[RenderableType]:
    silent = [clean_text(term.name) for term in terms if term.listed and not term.tally.hits]
    if silent:
        yield Text(
            f"\nno hit ({len(silent)} of {count(len(result.watchlist.terms), 'term', 'terms')}): {', '.join(silent)}"
        )
    if result.pruned:
        lost = count(result.pruned, "article", "articles")
        yield Text(f"\n{lost} of that time have no text any more: what the list would have found there is not told")
    if result.tally.failed:
        numbers = ", ".join(map(str, result.tally.failed[:10]))
        yield Text(f"\n{count(len(result.tally.failed), 'article', 'articles')} could not be matched: {numbers}")
    for term in terms:
        if term.is_noisy:
            yield Text()
            yield _warning(term)


def _warning(term: TermFigures) -> Text:
    assert term.busiest is not None
    day, most = term.busiest
    form, rule, hits, _ = term.forms()[0]
    text = Text("TOO COMMON", style="bold red").append(f"  {clean_text(term.name)}: ", style="not red")
    return text.append(
        f"{term.a_day:,} hits a day, {most:,} on {_day(day)}. {hits / term.tally.hits:.0%} of them come by"
        f" {clean_text(form, 60)} ({rule}): give it a context, exclude what is meant otherwise, or leave that out.",
        style="not bold not red",
    )


def _indented(text: Text, columns: int) -> Padding:
    return Padding(text, (0, 0, 0, columns), expand=False)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
