import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from watchlists import Matcher, Watchlist, bundled_lists, load_watchlist
from watchlists.fold import Text, fold

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

MINISTRY = "russian-ministry-of-defence"
ARRESTS = "arrests-and-treason-cases-in-the-defence-sector"
ESPIONAGE = "technology-acquisition-and-industrial-espionage"
SANCTIONS = "sanctions-and-import-substitution"

# They make arrests and answer sanctions; the themes are about those to whom it happens.
BODIES = {
    MINISTRY,
    "federal-service-for-technical-and-export-control",
    "military-industrial-commission",
    "federal-security-service",
    "main-directorate-of-the-general-staff",
    "russian-foreign-intelligence-service",
}

HOSTS = [
    "www.themoscowtimes.com",
    "tass.com",
    "www.rt.com",
    "www.interfax.ru",
    "www.kommersant.ru",
    "lenta.ru",
    "meduza.io",
    "thebell.io",
    "breakingdefense.com",
    "www.defensenews.com",
    "www.defenseone.com",
    "www.c4isrnet.com",
    "www.twz.com",
    "warontherocks.com",
    "www.shephardmedia.com",
    "bellingcat.com",
    "www.sipri.org",
    "www.maritime-executive.com",
    "www.france24.com",
    "rss.dw.com",
]

FOUND = {
    "a chief and his firm": (
        "Rostec will double output next year, Sergey Chemezov told the board.",
        {"rostec", "sergei-chemezov"},
    ),
    "German": (
        "Sergej Tschemesow leitet Rostec seit vielen Jahren.",
        {"rostec", "sergei-chemezov"},
    ),
    "names in Russian quotation marks": (
        "Корпорации «Тактическое ракетное вооружение» и «Алмаз — Антей» получили новый заказ.",
        {"tactical-missiles-corporation", "almaz-antey"},
    ),
    "Russian acronyms": (
        "ОАК, ОДК и КРЭТ подписали соглашение.",
        {"united-aircraft-corporation", "united-engine-corporation", "concern-radio-electronic-technologies"},
    ),
    "Ukrainian": (
        "До переліку увійшли Об’єднана авіабудівна корпорація, Рособоронекспорт і Уралвагонзавод.",
        {"united-aircraft-corporation", "rosoboronexport", "uralvagonzavod"},
    ),
    "yo and ye": (
        "Объединенная судостроительная корпорация передала флоту корабль, который строила Северная верфь.",
        {"united-shipbuilding-corporation", "severnaya-verf"},
    ),
    "a hyphen or a space": (
        "Managers of Zvezda Strela and Titan-Barrikady visited the Votkinsk Plant.",
        {"zvezda-strela", "titan-barrikady", "votkinsk-plant"},
    ),
    "a common name in its own context": (
        "Sergei Ivanov, a former defence minister, opened the exhibition.",
        {"sergei-ivanov"},
    ),
    "a common name in Russian": (
        "Тимур Иванов занимал пост, на котором замминистра обороны отвечает за стройки.",
        {"timur-ivanov"},
    ),
    "a ministry by its full name": (
        "The Russian Defense Ministry said the column had been moved.",
        {MINISTRY},
    ),
    "a ministry in Russian": (
        "Минобороны России показало кадры с полигона.",
        {MINISTRY},
    ),
    "a holding with a name made of common words": (
        "Russian Helicopters, a Rostec holding, showed a new gunship.",
        {"russian-helicopters", "rostec"},
    ),
    "an aircraft maker": (
        "United Aircraft Corporation merged the Sukhoi design bureau with its neighbour.",
        {"united-aircraft-corporation", "sukhoi"},
    ),
    "state bodies in Russian": (
        "Федеральная служба безопасности, ФСТЭК и Военно-промышленная комиссия согласовали порядок.",
        {
            "federal-security-service",
            "federal-service-for-technical-and-export-control",
            "military-industrial-commission",
        },
    ),
    "an arrest at a plant": (
        "Two engineers of Kurganmashzavod were arrested on Friday.",
        {"kurganmashzavod", ARRESTS},
    ),
    "an arrest in Russian": (
        "Директор оборонного завода задержан по подозрению в хищении.",
        {ARRESTS},
    ),
    "an arrest in Ukrainian": (
        "У Росії заарештували топменеджера «Ростех».",
        {"rostec", ARRESTS},
    ),
    "treason": (
        "A court jailed Alexander Shiplyuk, an expert on hypersonic flight, for treason.",
        {"alexander-shiplyuk", ARRESTS},
    ),
    "a deputy minister": (
        "A Russian deputy defence minister was detained on suspicion of bribery.",
        {ARRESTS},
    ),
    "procurement in secret": (
        "Prosecutors say the network bought dual-use microelectronics in Europe and shipped them to Russia.",
        {ESPIONAGE},
    ),
    "industrial espionage in German": (
        "Ein Ingenieur steht wegen Industriespionage für Russland vor Gericht.",
        {ESPIONAGE},
    ),
    "smuggling in Russian": (
        "Дело о контрабанде: товары двойного назначения везли через третьи страны.",
        {ESPIONAGE},
    ),
    "sanctions on a firm": (
        "London imposed sanctions on Kalashnikov Concern and two of its suppliers.",
        {"kalashnikov-concern", SANCTIONS},
    ),
    "import substitution in Russian": (
        "Импортозамещение в оборонной промышленности России идёт медленнее плана.",
        {SANCTIONS},
    ),
}

NOT_FOUND = {
    "the rifle": "He carried a Kalashnikov rifle across the border.",
    "the rifle in Russian": "У него нашли автомат Калашникова и два магазина.",
    "the British ministry": "The UK Ministry of Defence published its daily update on Russia and on what Shoigu said.",
    "another ministry, other people": "The Ministry of Defence in London will buy new boots.",
    "the Ukrainian ministry": "Минобороны Украины сообщило о потерях России.",
    "a footballer": "Footballer Sergei Ivanov scored twice for the visitors.",
    "a footballer in Russian": "Нападающий Сергей Иванов забил два гола.",
    "an actor": "Yura Borisov and Yury Borisov are one and the same actor, nominated for a prize.",
    "words that begin alike": "Rostelecom and Rostekhnadzor published their reports. Ростехнадзор проверил шахту.",
    "a town": "В городе Мантурово открыли школу, а в Кронштадте набережную.",
    "a relative": "Ksenia Shoigu heads the sports federation.",
    "a tree and a university": "OAK FALLS ON CAR NEAR USC CAMPUS; MIT STUDENT UNHURT",
    "an acronym in another case": "Fsb-style notation is used in the appendix.",
    "a hacker group": "The letters were sent by UAC-0010, Ukraine's response team said.",
    "a spy case elsewhere": "A Chinese engineer was arrested in California with papers on hypersonic flight.",
    "a deputy minister elsewhere": "Ukraine's deputy defence minister was arrested. The Ukrainian defence industry is at war with Russia.",
    "helicopters in general": "Two Russian helicopters crossed the line; high precision systems tracked them.",
    "a fighter in the air": "A Sukhoi jet was seen over the Baltic on Monday.",
    "Vietnam": "Vietnam's Ministry of Industry and Trade raised its forecast for coffee.",
    "a tradesman": "The company builds military camps; its construction company arm is private.",
    "a crime of no interest": "Police in Leeds arrested two men after a burglary. A court jailed a banker for fraud.",
    "a crime far from the industry": "Полиция задержала двух мужчин, подозреваемых в краже велосипедов.",
    "another industry's espionage": "A Dutch chip maker accused a former employee of industrial espionage.",
    "other sanctions": "The league imposed sanctions on a club; Brussels may extend export controls on tuna.",
    "cheese": "Импортозамещение сыра в России идёт успешно.",
}

IN_SEEDS = {
    "000": {"denis-manturov", "sergei-shoigu", "federal-security-service", ESPIONAGE},
    "001": {"sergei-chemezov", "rostec", SANCTIONS},
    "002": {
        "sergei-shoigu",
        "sergei-ivanov",
        "andrei-belkov",
        "military-construction-company",
        "zvezda-strela",
        MINISTRY,
        ARRESTS,
    },
    "003": {"tactical-missiles-corporation"},
    "004": {
        "vyacheslav-dzirkaln",
        "anatoly-serdyukov",
        "federal-service-for-military-technical-cooperation",
        "foundation-for-advanced-research",
        MINISTRY,
        ESPIONAGE,
    },
}


@pytest.fixture(scope="module")
def shipped() -> Watchlist:
    return load_watchlist(bundled_lists()["russian-defence-industry"])


@pytest.fixture(scope="module")
def matcher(shipped: Watchlist) -> Matcher:
    return Matcher(shipped)


def found(matcher: Matcher, text: str) -> set[str]:
    return {match.term for match in matcher.find(title="", text=text) if not match.possible}


def names(shipped: Watchlist) -> list[tuple[str, str]]:
    """Return every name, alias and acronym as it is compared, each once for its term, with the term's id."""
    return sorted(
        {
            (" ".join(map(fold, Text(name).words)), term.id)
            for term in shipped.terms
            for name in (term.name, *term.aliases, *term.acronyms)
        }
    )


def test_it_holds_sixty_terms_and_three_themes(shipped: Watchlist) -> None:
    assert shipped.name == "Russian defence industry"
    assert len(shipped.terms) >= 60
    assert [term.id for term in shipped.terms if term.kind == "query"] == [ARRESTS, ESPIONAGE, SANCTIONS]


def test_every_name_is_there_in_cyrillic_too(shipped: Watchlist) -> None:
    named = [term for term in shipped.terms if term.kind != "query"]
    assert [t.name for t in named if not any("а" <= c <= "ї" for name in t.aliases for c in name.casefold())] == []


def test_no_two_terms_share_a_name(shipped: Watchlist) -> None:
    assert [(a, b) for a, b in pairwise(names(shipped)) if a[0] == b[0]] == []


def test_every_feed_is_there_once_with_its_title_and_language(shipped: Watchlist) -> None:
    assert sorted(urlsplit(feed.url).hostname or "" for feed in shipped.feeds) == sorted(HOSTS)
    assert all(feed.title and feed.language and feed.every for feed in shipped.feeds)


@pytest.mark.parametrize("theme", [ARRESTS, SANCTIONS])
def test_a_theme_about_firms_names_every_firm(shipped: Watchlist, theme: str) -> None:
    [query] = [term.query or "" for term in shipped.terms if term.id == theme]
    organizations = {term.id for term in shipped.terms if term.kind == "organization"}
    assert organizations - set(re.findall(r"@([\w-]+)", query)) - {"russian-ministry-of-industry-and-trade"} == BODIES


def test_analysts_read_it_in_the_morning_and_the_duty_officer_at_once(shipped: Watchlist) -> None:
    assert [(d.to, d.schedule, d.min_severity, d.quiet_hours, d.timezone) for d in shipped.digests] == [
        ("analysts", "0 7 * * mon-fri", "low", None, "Europe/Kyiv"),
        ("duty-officer", "immediately", "high", "22:00-07:00", "Europe/Kyiv"),
    ]


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND)
def test_a_reader_would_name_these(matcher: Matcher, text: str, expected: set[str]) -> None:
    assert found(matcher, text) == expected


@pytest.mark.parametrize("text", NOT_FOUND.values(), ids=NOT_FOUND)
def test_nothing_here_is_of_the_industry(matcher: Matcher, text: str) -> None:
    assert found(matcher, text) == set()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five sample articles are not beside this checkout")
@pytest.mark.parametrize(("seed", "expected"), IN_SEEDS.items(), ids=IN_SEEDS)
def test_the_sample_articles_name_exactly_these(matcher: Matcher, seed: str, expected: set[str]) -> None:
    [article] = SEEDS.glob(f"{seed}_*.txt")
    assert found(matcher, article.read_text(encoding="utf-8")) == expected
