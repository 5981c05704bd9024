import pytest

from watchlists.fold import Text
from watchlists.names import Listed, NameEngine


def found(text: str, *names: str) -> list[str]:
    engine = NameEngine.of([Listed(0, "organization", names)])
    return [text[slice(*one.span)] for one in engine.find([Text(""), Text(text)])]


def in_a_sentence(text: str) -> str:
    cyrillic = any("\u0400" < letter < "\u0500" for letter in text)
    return f"Вчера {text} сообщили об этом." if cyrillic else f"They met {text} there."


FORMS = [
    ("Leonardo S.p.A.", "Leonardo SpA"),
    ("Leonardo S.p.A.", "Leonardo S.p.A. won"),
    ("Polska Grupa Zbrojeniowa S.A.", "Polskiej Grupie Zbrojeniowej"),
    ("Czechoslovak Group a.s.", "skupina Czechoslovak Group"),
    ("Excalibur Army spol. s r.o.", "Excalibur Army"),
    ("Алмаз-Антей", "«Алмазом-Антеем»"),
    ("Алмаз-Антей", "Алмаз Антей"),
    ("Алмаз-Антей", "Алмаз–Антея"),
    ("Almaz-Antey", "Almaz Antei"),
    ("Almaz-Antey", "Almaz-Antej"),
    ("Звезда-Стрела", "„Звезда-Стрела“"),
    ("Звезда-Стрела", '"Звезду-Стрелу"'),
    ("Звезда-Стрела", "‹Звездой-Стрелой›"),
    ("Уралвагонзавод", "Уралвагонзаводу"),
    ("Уралвагонзавод", "Уралвагонзаводі"),
    ("Uralvagonzavod", "Уралвагонзаводом"),
    ("Uralvagonzavod", "Uralwagonsawod"),
    ("Uralvagonzavod", "Uralwagonzawodu"),
    ("Uralvagonzavod", "Uralvagonzavodu"),
    ("Rostec", "Rostechu"),
    ("Rostec", "Rosteh"),
    ("Rostec", "Rostec's"),
    ("Rostec", "ROSTEC"),
    ("Rostec", "Ростеху"),
    ("Rostec", "Ростехом"),
    ("Rostec", "Rostec-Chef"),
    ("Ростех", "Rostec"),
    ("Ростех", "Rostekh"),
    ("Ростех", "Rostech"),
    ("Ростех", "Rostiechu"),
    ("Ростех", "«Ростех»"),
    ("Ростех", "РОСТЕХ"),
    ("Ukroboronprom", "Укроборонпрому"),
    ("Ukroboronprom", "Ukroboronpromu"),
    ("Укроборонпром", "Ukroboronprom"),
    ("Роскосмос", "Roscosmos"),
    ("Роскосмос", "Roskosmos"),
    ("Газпром нефть", "Газпром нефти"),
    ("Gazprom Neft", "Gazprom Neft"),
    ("Рособоронэкспорт", "Rosoboronexport"),
    ("Rosoboronexport", "Рособоронэкспортом"),
    ("Rosoboronexport", "Rosoboroneksport"),
    ("Ижевский механический завод", "Ижевском механическом заводе"),
    ("Ижевский механический завод", "ИЖЕВСКИЙ МЕХАНИЧЕСКИЙ ЗАВОД"),
    ("Bank of England", "the Bank of England"),
    ("Thales S.A.", "Thales SA"),
    ("Thales Group", "Thales Group"),
    ("Dassault Aviation", "Dassault Aviation"),
    ("Turkish Aerospace Industries", "Turkish Aerospace Industries'"),
    ("Военно-строительная компания", "Военно-строительной компанией"),
    ("Объединенная двигателестроительная корпорация", "Объединённую двигателестроительную корпорацию"),
    ("Българска агенция за инвестиции", "Българската агенция за инвестиции"),
    ("Съюз на офицерите", "Съюза на офицерите"),
    ("Národní bezpečnostní úřad", "Národního bezpečnostního úřadu"),
    ("Agencja Bezpieczeństwa Wewnętrznego", "Agencją Bezpieczeństwa Wewnętrznego"),
    ("Xinhua", "Хinhua"),
    ("OAO Severnaya Verf", "«Северная верфь»"),
    ("Gazprom Neft", "«Газпром нефти»"),
    ("Alpha-Bank JSC", "Альфа-банка"),
    ("Ростех", "Rosteh"),
    ("Tactical Missiles Corporation", "Tactical\nMissiles\u00a0Corporation"),
    ("Корпорация Тактическое ракетное вооружение", "Корпорации «Тактического ракетного вооружения»"),
    ("Корпорация Тактическое ракетное вооружение", "АО «Корпорация „Тактическое ракетное вооружение“»"),
    ("Звезда-Стрела", "«Звездой — Стрелой»"),
    ("Almaz-Antey", "«Алмаз‑Антеем»"),
    ("Служба національної безпеки", "Службі національної безпеки"),
    ("Служба національної безпеки", "Службою національної безпеки"),
    ("Національна служба", "Національної служби"),
    ("Съюз на офицерите", "съюза на офицерите"),
    ("Върховен съд", "Върховният съд"),
    ("Slovenska obveščevalno-varnostna agencija", "Slovenske obveščevalno-varnostne agencije"),
]


@pytest.mark.parametrize(("name", "text"), FORMS, ids=map(" in ".join, FORMS))
def test_an_organization_is_found_in_other_cases_scripts_quotes_and_dashes(name: str, text: str) -> None:
    assert len(found(in_a_sentence(text), name)) == 1


LEGAL_FORMS = [
    ("ОАО «Кронштадт»", "ПАО «Кронштадт» и другие"),
    ("АО Кронштадт", "компания «Кронштадт»"),
    ("ООО «Специальный технологический центр»", "Специальный технологический центр"),
    ("ФГУП «ЦНИИ Химии»", "ФГУП ЦНИИ химии"),
    ("Rheinmetall AG", "Rheinmetall GmbH"),
    ("Huta Stalowa Wola Sp. z o.o.", "Hucie Stalowa Wola"),
    ("Excalibur Army s.r.o.", "Excaliburu Army"),
    ("Slovenske železnice d.o.o.", "Slovenskih železnic"),
    ("Nammo AS", "Nammo AS"),
    ("Patria Oyj", "Patria Oyj"),
    ("Baykar Makina A.Ş.", "Baykar Makina'nın"),
    ("Baykar Makina Sanayi A.Ş.", "Baykar Makina Sanayi"),
    ("Tactical Missiles Corporation", "Tactical Missiles Corp."),
    ("Tactical Missiles Corporation", "Corporation Tactical Missiles"),
    ("Tactical Missiles Corporation JSC", "JSC Tactical Missiles Corporation"),
    ("Concern Radio-Electronic Technologies", "Radio-Electronic Technologies Concern"),
    ("Concern Radio-Electronic Technologies", "Concern «Radio-Electronic Technologies»"),
    ("Концерн Радиоэлектронные технологии", "концерна «Радиоэлектронные технологии»"),
    ("Концерн Радиоэлектронные технологии", "«Радиоэлектронных технологий»"),
    ("Концерн ВКО «Алмаз-Антей»", "Концерну ВКО «Алмаз — Антей»"),
    ("State Corporation Rostec", "Rostec State Corporation"),
    ("Госкорпорация Ростех", "госкорпорации «Ростех»"),
    ("Kongsberg Gruppen ASA", "Kongsberg Gruppen"),
    ("L3Harris Technologies, Inc.", "L3Harris Technologies"),
    ("Saab AB", "Saab AB"),
    ("Military Construction Company", "Military Construction Co."),
    ("Military Construction Company", "LLC “Military Construction”"),
    ("United Aircraft Corporation", "PJSC United Aircraft Corp"),
    ("Kalashnikov Concern", "koncernu Kałasznikow"),
    ("Kalashnikov Concern", "Konzern Kalaschnikow"),
    ("Kalashnikov Concern", "koncern Kalašnikov"),
    ("Kalashnikov Concern", "АО «Концерн «Калашников»"),
    ("Saab AB", "firma Saab"),
    ("Arsenal AD", "завод „Арсенал“"),
    ("Nordmark Pte. Ltd.", "Nordmark Pte Ltd"),
    ("Nordmark L.L.C.", "Nordmark LLC"),
    ("Nordmark e.V.", "Nordmark e. V."),
    ("НПАО «Северный порт»", "Северного порта"),
]


@pytest.mark.parametrize(("name", "text"), LEGAL_FORMS, ids=map(" in ".join, LEGAL_FORMS))
def test_a_legal_form_or_kind_may_change_its_side_or_be_left_out(name: str, text: str) -> None:
    assert len(found(in_a_sentence(text), name)) == 1


ACRONYMS = [
    ("FSB", "F.S.B."),
    ("FSB", "FSB's"),
    ("ФСБ", "Ф.С.Б."),
    ("F.S.B.", "FSB"),
    ("GRU", "G.R.U."),
    ("ФСБ", "FSB"),
    ("КТРВ", "KTRV"),
    ("ОДК", "ОДК"),
    ("ZUS", "ZUS-u"),
    ("НАБУ", "НАБУ"),
]


@pytest.mark.parametrize(("name", "text"), ACRONYMS, ids=map(" in ".join, ACRONYMS))
def test_an_acronym_is_found_with_dots_and_endings_and_in_the_other_script(name: str, text: str) -> None:
    assert len(found(in_a_sentence(text), name)) == 1


BODIES = [
    ("Министерство обороны России", "Минобороны РФ"),
    ("Министерство обороны России", "российское Минобороны"),
    ("Министерство обороны", "минобороны"),
    ("Минпромторг", "Министерство промышленности и торговли"),
    ("Генштаб", "Генерального штаба"),
    ("Ministry of Defence", "Defense Ministry"),
    ("Ministry of Defence of Ukraine", "Ukrainian defence ministry"),
    ("Міністерство оборони України", "Міноборони України"),
    ("НПО имени С. А. Лавочкина", "НПО им. Лавочкина"),
    (
        "Центральный научно-исследовательский институт точного машиностроения имени А. Б. Шипунова",
        "Института имени Шипунова",
    ),
    ("Демократы", "Демократическая партия"),
    ("Demokraci", "Demokratów"),
    ("Republikanie", "Partii Republikańskiej"),
    ("Democrats", "the Democratic Party"),
    ("Єврокомісія", "Європейської комісії"),
    ("Рада безпеки України", "Раді безпеки України"),
    ("Демократы", "Демпартии"),
    ("Demokraci", "Demokratów Jan Nowak"),
    ("демократи", "демократите Иван Петров"),
    ("Завод имени Дегтярёва", "Заводе имени Дегтярева"),
]


@pytest.mark.parametrize(("name", "text"), BODIES, ids=map(" in ".join, BODIES))
def test_a_public_body_is_found_by_its_other_names(name: str, text: str) -> None:
    assert len(found(in_a_sentence(text), name)) == 1


OTHERS = [
    ("Rostec", "Rostelecom"),
    ("Ростех", "Ростелеком"),
    ("Rostec", "Rostov"),
    ("Ростех", "Ростехнадзора"),
    ("Rostec", "Rostekhnadzor"),
    ("Kalashnikov Concern", "a Kalashnikov rifle"),
    ("Kalashnikov Concern", "Mikhail Kalashnikov"),
    ("Концерн Калашников", "автомат Калашникова"),
    ("Asset Ltd", "an asset"),
    ("Asset Ltd", "the Asset"),
    ("Звезда", "звезда экрана"),
    ("АО «Звезда»", "звезда"),
    ("АО «Звезда»", "Звезда упала"),
    ("OAO Prospekt", "на проспекте"),
    ("ООО «Восток»", "на Востоке"),
    ("Vostok LLC", "the Vostok"),
    ("Military Construction Company", "a military construction company"),
    ("Tactical Missiles Corporation", "corporation"),
    ("Foundation for Advanced Research", "a foundation for advanced research in oncology"),
    ("Federal Security Service", "a federal security service"),
    ("FSB", "fsb"),
    ("FSB", "Fsb"),
    ("ФСБ", "фсб"),
    ("OAK", "an oak"),
    ("OAK", "Oak Street"),
    ("UAC", "Uac"),
    ("Демократы", "демократия"),
    ("Demokraci", "demokracja"),
    ("Министерство обороны", "министр обороны"),
    ("Ministry of Defence", "minister of defence"),
    ("Правительство", "правительство Японии"),
    ("Bloomberg", "Michael Bloomberg"),
    ("Блумберг", "Майкл Блумберг"),
    ("Вектор", "Виктор Петров"),
    ("Алмаз-Антей", "алмаз"),
    ("Zvezda-Strela", "Zvezda"),
    ("АО «Алмаз»", "алмазы"),
    ("Almaz-Antey", "Almaz Group and Antey"),
    ("Rosatom", "Rosatomflot"),
    ("Росатом", "Росатомфлот"),
    ("Газпром", "Газпромбанк"),
    ("Gazprom", "Gazprombank"),
    ("Kalashnikov Concern", "with concern, Kalashnikov"),
    ("Military Construction Company", "the Military Construction bill"),
    ("Advanced Research Foundation", "Advanced Research"),
    ("Военно-строительная компания", "Военно-строительные работы"),
    ("Gazprom PJSC", "Gazprom"),
    ("МИГ", "миг"),
    ("Демократы", "демократа Ивана Петрова"),
    ("Совет ЕС", "весь совет. ЕС ответил"),
    ("Партия зелёных", "партий (Зелёной"),
    ("Complete Analytics Group", "group"),
    ("Пилот", "пилот"),
    ("United Aircraft Corporation", "a united aircraft"),
    ("СОЮЗ", "союз"),
    ("Союз", "союз"),
]


@pytest.mark.parametrize(("name", "text"), OTHERS, ids=map(" in ".join, OTHERS))
def test_what_is_only_like_an_organization_is_not_found(name: str, text: str) -> None:
    assert found(in_a_sentence(text), name) == []


def test_one_word_without_its_legal_form_is_possible_unless_something_vouches_for_it() -> None:
    engine = NameEngine.of([Listed(0, "organization", ("Nordmark PJSC",))])

    def counted(text: str, *supported: int) -> list[bool]:
        return [not one.possible for one in engine.find([Text(""), Text(text)], supported=supported, possible=True)]

    assert counted("They met Nordmark there.") == [False]
    assert counted("They met Nordmark there.", 0) == [True]
    assert counted("They met Nordmark and Nordmark PJSC there.") == [True, True]
