"""Names as the press of other languages writes them: whichever spelling is listed, all others are found."""

import pytest

from watchlists.fold import Text
from watchlists.names import Listed, NameEngine, file_names

# The name in its own script and in English; then by English, German, French, Spanish, Italian, Polish, Czech, Turkish,
# Latvian, Lithuanian, BGN/PCGN, ISO 9, passport and Ukrainian national habits, in other Cyrillic alphabets, in other cases.
SPELLINGS = {
    ("Юрий Щербаков", "Yuri Shcherbakov"): (
        "Yuri Shcherbakov, Juri Schtscherbakow, Iouri Chtcherbakov, Yuri Scherbakov, Jurij Ščerbakov, "
        "Jurij Szczerbakow, Yuri Şçerbakov, Jurijs Ščerbakovs, Jurijus Ščerbakovas, Yuriy Shcherbakov, "
        "Iurii Shcherbakov, Yury Shcherbakov, Юрий Щербаков, Юрій Щербаков, Юрый Шчарбакоў, Юрий Шчербаков"
    ),
    ("Евгений Жихарев", "Yevgeny Zhikharev"): (
        "Evgeny Zhikharev, Yevgeny Zhikharev, Jewgeni Schicharew, Evgueni Jikharev, Yevgueni Zhíjarev, "
        "Evgenij Žicharev, Jewgienij Życharew, Jevgenij Žicharev, Yevgeni Jiharev, Jevgeņijs Žiharevs, "
        "Jevgenijus Žicharevas, Yevgeniy Zhikharev, Evgenij Žiharev, Evgenii Zhikharev, Евгений Жихарев, "
        "Євген Жихарєв, Евгени Жихарев"
    ),
    ("Михаил Цыбулин", "Mikhail Tsybulin"): (
        "Mikhail Tsybulin, Michail Zybulin, Mikhaïl Tsyboulin, Mijaíl Tsibulin, Michail Cybulin, "
        "Michaił Cybulin, Mihail Tsıbulin, Mihails Cibuļins, Michailas Cybulinas, Mihail Cybulin, "
        "Mikhail Tcybulin, Михаил Цыбулин, Михайло Цибулін, Михаил Цибулин"
    ),
    ("Олексій Гаврищук", "Oleksii Havryshchuk"): (
        "Oleksii Havryshchuk, Oleksiy Havryshchuk, Oleksij Hawryschtschuk, Oleksiy Havrychtchouk, "
        "Ołeksij Hawryszczuk, Oleksij Havryščuk, Aleksei Gavrishchuk, Алексей Гаврищук, Олексій Гаврищук, "
        "Олексію Гаврищуку, Алексея Гаврищука, Alexej Gawrischtschuk, Alexeï Gavrichtchouk"
    ),
    ("Юлія Зозуля", "Yuliia Zozulia"): (
        "Yuliia Zozulia, Yuliya Zozulya, Julija Sosulja, Ioulia Zozoulia, Julija Zozulja, Julia Zozula, "
        "Yulia Zozulya, Юлия Зозуля, Юлії Зозулі, Юлию Зозулю"
    ),
    ("Вячеслав Хвостов", "Vyacheslav Khvostov"): (
        "Vyacheslav Khvostov, Wjatscheslaw Chwostow, Viatcheslav Khvostov, Viacheslav Jvostov, "
        "Vjačeslav Chvostov, Wiaczesław Chwostow, Vjačeslav Hvostov, Vyaçeslav Hvostov, Vjačeslavs Hvostovs, "
        "Viačeslavas Chvostovas, Viacheslav Khvostov, Vâčeslav Hvostov, Вячеслав Хвостов, В'ячеслав Хвостов, "
        "Вячеславом Хвостовым, Вячеславу Хвостову"
    ),
    ("Георгий Ишаев", "Georgy Ishayev"): (
        "Georgy Ishayev, Georgi Ischajew, Gueorgui Ichaïev, Gueorgui Isháyev, Georgij Išaev, "
        "Gieorgij Iszajew, Georgij Išajev, Georgi İşayev, Georgijs Išajevs, Georgijus Išajevas, "
        "Georgiy Ishayev, Georgii Ishaev, Георгий Ишаев, Георгій Ішаєв, Георги Ишаев"
    ),
    ("Дмитрий Ельчанинов", "Dmitry Yelchaninov"): (
        "Dmitry Yelchaninov, Dmitri Jeltschaninow, Dmitri Eltchaninov, Dmitri Yelchanínov, "
        "Dmitrij El'čaninov, Dmitrij Jelczaninow, Dmitrij Jelčaninov, Dmitri Yelçaninov, "
        "Dmitrijs Jeļčaņinovs, Dmitrijus Jelčaninovas, Dmitriy Yel’chaninov, Dmitrii Elchaninov, "
        "Дмитро Єльчанінов, Дмитрий Ельчанинов"
    ),
    ("Анна Шаповалова", "Anna Shapovalova"): (
        "Anna Shapovalova, Anna Schapowalowa, Anna Chapovalova, Anna Šapovalova, Anna Szapowałowa, "
        "Anna Şapovalova, Anna Šapovalova, Анна Шаповалова, Анны Шаповаловой, Анну Шаповалову, "
        "Ганна Шаповалова, Анной Шаповаловой, Anny Szapowałowej, Annu Šapovalovou, Anny Šapovalovové"
    ),
    ("Wojciech Krzyżanowski", "Wojciech Krzyzanowski"): (
        "Wojciech Krzyżanowski, Wojciecha Krzyżanowskiego, Wojciechowi Krzyżanowskiemu, "
        "Wojciechem Krzyżanowskim, Войцех Кшижановский, Войцеха Кшижановского, Войцех Кшижановський"
    ),
    ("Jiří Dvořáček", "Jiri Dvoracek"): (
        "Jiří Dvořáček, Jiřího Dvořáčka, Jiřímu Dvořáčkovi, Jiřím Dvořáčkem, Иржи Дворжачек, "
        "Иржи Дворжачека, Jiri Dvoracek, Їржі Дворжачек"
    ),
    ("Al Gore", "Al Gore"): ("Эл Гор, Ал Гор, Эла Гора, Al Gore’s"),
    ("Xi Jinping", "Xi Jinping"): ("Си Цзиньпин, Си Цзиньпина, Сі Цзіньпін"),
    ("Charles Whitaker", "Charles Whitaker"): (
        "Charles Whitaker, Charles Whitaker’s, Чарльз Уитакер, Чарльза Уитакера, Чарльз Вітакер, "
        "Чарлз Уитакър, Charlesa Whitakera, Charlesem Whitakerem, C. Whitaker, CHARLES WHITAKER"
    ),
    ("Mateusz Sawicki", "Mateusz Sawicki"): (
        "Mateusza Sawickiego, Mateuszowi Sawickiemu, Mateuszem Sawickim, Матеуш Савицкий, Матеуша Савицкого, "
        "Матеуш Савицький, Матеушем Савицьким"
    ),
    ("Валерій Залужний", "Valerii Zaluzhnyi"): (
        "Walerij Saluschnyj, Valeri Zaloujny, Walerija Załużnego, Valerij Zalužnyj, Valerije Zalužného, Valerij Zalužni, "
        "Valerija Zalužnega, Valerijs Zalužnijs, Валерия Залужного, Валерієм Залужним"
    ),
    ("Recep Demir", "Recep Demir"): ("Реджеп Демир, Redžep Demir, Redżep Demir, Реджепа Демира, Recep Demir’in"),
    ("Kim Jong Un", "Kim Jong Un"): (
        "Kim Jong-un, Ким Чен Ын, Ким Чен Ына, Ким Чен Ыном, Кім Чен Ин, Kim Dzong Un, Kim Dzong Una, Kim Čong-una"
    ),
    ("Maja Kranjc", "Maja Kranjc"): (
        "Maje Kranjc, Maji Kranjc, Majo Kranjc, Mai Kranjc, Maję Kranjc, Майя Кранц, Майи Кранц"
    ),
    ("Schmidt Heiko", "Heiko Schmidt"): (
        "Heiko Schmidt, Heiko Schmidts, Хайко Шмидт, Хайко Шмидта, Гайко Шмідт, Heika Schmidta"
    ),
    ("Янез Кошир", "Janez Košir"): (
        "Janez Košir, Janeza Koširja, Janezu Koširju, Janezom Koširjem, Koširjev Janez, Янез Кошир, Янеза Кошира"
    ),
}


def find(listed: str, text: str) -> list[str]:
    engine = NameEngine(file_names([Listed(0, "person", (listed,))]))
    return [text[slice(*found.span)] for found in engine.find([Text(""), Text(text)])]


@pytest.mark.parametrize("names", SPELLINGS, ids=[names[1] for names in SPELLINGS])
def test_a_name_in_one_script_finds_its_spellings_in_all_languages(names: tuple[str, str]) -> None:
    spellings = [*SPELLINGS[names].split(", "), *names]
    missed = [(listed, other) for listed in names for other in spellings if not find(listed, f"— {other} —")]
    assert missed == []


WRITTEN = [
    "{family} {given}",
    "{family}, {given}",
    "{family} {initial}.",
    "{initial}. {family}",
    "{initial}.{family}",
    "{given}\n{family}",
    "{given}\u00a0{family}",
    "{given}\u2009{family}",
    "{given} «{family}»",
    "{given} ({family})",
]


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    ("listed", "given", "family"),
    [
        ("Юрий Щербаков", "Юрий", "Щербаков"),
        ("Юрий Щербаков", "Yuri", "Shcherbakov"),
        ("Iurii Shcherbakov", "Юрий", "Щербаков"),
    ],
)
def test_a_name_is_found_in_every_order_and_setting(listed: str, given: str, family: str, written: str) -> None:
    name = written.format(given=given, family=family, initial=given[0])
    assert len(find(listed, f"Вчера {name} выступил.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Юрий Викторович Щербаков",
        "Щербаков Юрий Викторович",
        "Щербакову Ю. В.",
        "Ю.В. Щербаковым",
        "Ю́рий Щербако́в",
        "Юрий Щер\u00adбаков",
        "ЮРИЙ ЩЕРБАКОВ",
        "Ｙｕｒｉ Ｓｈｃｈｅｒｂａｋｏｖ",
        "Yuri V. Shcherbakov",
        "Yuri Shcherbakov’s",
        "Yuri Shcherbakov-led",
    ],
)
def test_marks_capitals_and_patronymics_hide_no_name(text: str) -> None:
    assert len(find("Юрий Щербаков", f"Да: {text}.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Ирина Щербакова",
        "Щербакова Ирина",
        "Юлия Щербакова",
        "Илья Щербаков",
        "И. Щербаков",
        "Щербаков И.",
        "Yaroslav Shcherbakov",
        "Yuri Shcherbina",
        "Юрий Щербаковский",
        "Yuri, Shcherbakov",
        "Юрий. Щербаков",
        "Юрий Иванов, Щербаков",
        "посёлок Щербаково",
        "Юрий Щербаков-Ильин",
    ],
)
def test_another_person_or_place_is_not_found(text: str) -> None:
    assert find("Юрий Щербаков", f"Вот {text} здесь.") == []
    assert find("Yuri Shcherbakov", f"Вот {text} здесь.") == []
