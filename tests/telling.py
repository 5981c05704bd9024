"""A small digest about an invented week of the Russian defence industry, in several scripts: what the renderers are shown."""

from datetime import UTC, datetime, timedelta

from flows.steps.tell.digest import build_digest
from flows.steps.tell.hits import hits_from_matches
from flows.steps.tell.view import DigestView
from storage import Article, Feed, Hit, HitRow, RunData, Story
from watchlists import Match, Term, Watchlist

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ACCOUNT = RunData(feeds_due=412, feeds_read=409, feeds_failing=3, articles=6201)

WATCHLIST = Watchlist(
    name="Russian defence industry",
    terms=(
        Term(kind="person", name="Sergei Chemezov", aliases=("Сергей Чемезов",), severity="high"),
        Term(kind="organization", name="Tactical Missiles Corporation", acronyms=("КТРВ",), severity="high"),
        Term(kind="organization", name="Rostec", aliases=("Ростех",)),
        Term(
            kind="query",
            name="Arrests in the defence sector",
            query='arrest* NEAR/15 "missile plant"',
            severity="critical",
        ),
    ),
)
CHEMEZOV, MISSILES, ROSTEC, ARRESTS = (term.id for term in WATCHLIST.terms)


def match(term: str, source: str, text: str, *, form: str = "", rule: str = "alias", field: str = "text") -> Match:
    """Return the match of `text` at its first place in `source`."""
    start = source.index(text)
    return Match(term, "title" if field == "title" else "text", start, start + len(text), text, form or text, rule)


class Told:
    """Collects articles and their hits as rows of the database would be."""

    def __init__(self, watchlist: Watchlist = WATCHLIST) -> None:
        self.watchlist = watchlist
        self.rows: list[HitRow] = []
        self._articles = 0

    def article(
        self,
        title: str,
        text: str,
        *matches: Match,
        story: int,
        site: str = "",
        language: str | None = "en",
        hours: float | None = 6,
        url: str | None = None,
        feed: str = "A feed",
    ) -> None:
        """Add an article and a row for each term that it was found by; `hours` is how old it is."""
        self._articles += 1
        number = self._articles
        published = None if hours is None else NOW - timedelta(hours=hours)
        article = Article(
            id=number,
            url=f"https://news{number}.example/2026/11/{number}" if url is None else url,
            url_key=str(number),
            title=title,
            text=text,
            site=site,
            language=language,
            published_at=published,
            story_id=story,
            read_at=NOW,
        )
        source = Feed(id=number, url=f"https://news{number}.example/rss", title=feed, added_at=NOW, next_poll_at=NOW)
        for data in hits_from_matches(self.watchlist, matches, title=title, text=text):
            where = {"article_id": number, "story_id": story, "feed_id": number, "found_at": NOW}
            hit = Hit.model_validate(data, update={**where, "id": len(self.rows) + 1})
            self.rows.append(HitRow(hit, article, source, Story(id=story, title=title, found_at=NOW)))

    def view(self, **changes: object) -> DigestView:
        """Return the digest of everything added."""
        given = {"watchlist": self.watchlist, "account": ACCOUNT, "since": NOW - timedelta(days=1), "now": NOW}
        return build_digest(self.rows, **{**given, "tz": "Europe/Kyiv", **changes})  # type: ignore[arg-type]


def sample() -> DigestView:
    """Return a digest of five stories in four languages; one has two copies, one was found by two terms."""
    told = Told()
    title = "Two managers of a missile plant near Moscow arrested on treason charges"
    text = (
        "Investigators said on Sunday that two managers of the plant in Dubna had been arrested on suspicion of treason"
        " after a search of the missile plant. A court will hear the case in December.\nThe company declined to comment."
    )
    found = "arrested on suspicion of treason after a search of the missile plant"
    evidence = (
        match(ARRESTS, title, "missile plant near Moscow arrested", rule="query", field="title"),
        match(ARRESTS, text, found, rule="query"),
    )
    told.article(title, text, *evidence, story=1, site="Moscow Courier", hours=9)
    told.article(title, text, *evidence, story=1, site="Northern Wire", hours=8)

    title = "Чемезову поручили ускорить выпуск микросхем для оборонных заводов"
    text = (
        "Правительство рассмотрело отчёт корпорации за девять месяцев. Сергею Чемезову поручено до конца года"
        " представить план выпуска отечественных микросхем для Ростеха, сообщили «Вестям» в аппарате вице-премьера."
    )
    headline = match(CHEMEZOV, title, "Чемезову", form="Сергей Чемезов", field="title")
    body = match(CHEMEZOV, text, "Сергею Чемезову", form="Сергей Чемезов")
    rostec = match(ROSTEC, text, "Ростеха", form="Ростех")
    told.article(title, text, headline, body, rostec, story=2, site="Деловая газета", language="ru", hours=6)
    told.article(title, text, headline, body, story=2, site="Уральские вести", language="ru", hours=5)
    told.article("Çemezov'a talimat", text, body, story=2, site="Hafta", language="tr", hours=4)

    title = "Szef Rostiechu Siergiej Czemiezow zapowiada nową fabrykę"
    text = "Siergiej Czemiezow powiedział w sobotę, że zakład pod Tułą ruszy w przyszłym roku."
    name = {"form": "Sergei Chemezov", "rule": "exact"}
    headline = match(CHEMEZOV, title, "Siergiej Czemiezow", field="title", **name)
    body = match(CHEMEZOV, text, "Siergiej Czemiezow", **name)
    told.article(title, text, headline, body, story=3, site="Kurier Wschodni", language="pl", hours=20)

    title = "КТРВ завершила испытания новой ракеты"
    text = "Корпорация (КТРВ) завершила испытания управляемой ракеты, говорится в её сообщении. Выпуск начнётся в 2027 году."
    acronym = match(MISSILES, title, "КТРВ", rule="acronym", field="title")
    found_again = match(MISSILES, text, "КТРВ", rule="acronym")
    told.article(title, text, acronym, found_again, story=4, site="Оборонный вестник", language="ru", hours=12)

    title = "روستيخ توقع عقداً جديداً لصيانة المروحيات"
    text = "أعلنت شركة روستيخ يوم الأحد توقيع عقد جديد لصيانة المروحيات في المنطقة، ولم تكشف عن قيمته."
    evidence = (match(ROSTEC, title, "روستيخ", field="title"), match(ROSTEC, text, "روستيخ"))
    told.article(title, text, *evidence, story=5, site="أخبار الخليج", language="ar", hours=None)
    trends = {
        ARRESTS: [0] * 26 + [1, 0, 0, 2],
        CHEMEZOV: [2, 1, 0, 3, 1, 4, 2, 2, 1, 0, 2, 3, 1, 1, 2, 6, 4, 1, 0, 2, 1, 3, 2, 1, 0, 1, 5, 9, 4, 4],
        MISSILES: [0, 0, 1] * 9 + [0, 0, 1],
        ROSTEC: [7, 9, 4, 6, 8, 2, 3, 9, 9, 5, 6, 7, 3, 2, 8, 9, 6, 5, 7, 4, 3, 8, 9, 6, 7, 5, 2, 4, 12, 8],
    }
    return told.view(trends=trends, silent=2)
