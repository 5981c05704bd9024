import pytest

from flows.steps.read.furniture import split, without_furniture

LINKS = [
    "Read more: Alibaba poised to launch record listing",
    "READ MORE: Chemezov under sanctions",
    "Read more about Rostec",
    "[Related: Salesforce Dreamforce Keynote]",
    "Related: Water Plumes on Europa: The Discovery in Images",
    "Related post: Pickled Brussels Sprouts Recipe",
    "Related articles",
    "More:",
    "See also: Chemezov",
    "See also",
    "You may also like",
    "Don’t miss: the Rostec files",
    "Читайте также: Чемезов назвал сроки",
    "Читать также",
    "Читайте ещё — Чемезов",
    "По теме: Ростех",
    "Материалы по теме",
    "Читайте також: Чемезов під санкціями",
    "Дивіться також",
    "Lesen Sie auch: Rostec unter Druck",
    "Mehr zum Thema",
    "Lire aussi : Rostec sous pression",
    "Leggi anche: Rostec",
    "Czytaj także: Rostec",
    "Čtěte také: Rostec",
]
SENTENCES = [
    "Read more than fifty pages of the file and you will find Chemezov's name. It is there.",
    "Related companies of Rostec were sanctioned on Tuesday.",
    "More than 300 people were detained.",
    "Watch the minister closely, said one official.",
    "По теме оборонного заказа высказался Чемезов.",
    "Mehr als 300 Menschen wurden festgenommen.",
    "See also the annex, which names Rostec. It was published on Tuesday.",
    "The report, which you should read more than once, names Rostec.",
]


@pytest.mark.parametrize("line", LINKS)
def test_a_link_to_another_article_is_dropped(line: str) -> None:
    assert without_furniture(f"First paragraph.\n{line}\nSecond paragraph.") == "First paragraph.\nSecond paragraph."


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_that_begins_alike_stays(line: str) -> None:
    assert without_furniture(f"First paragraph.\n{line}") == f"First paragraph.\n{line}"


def test_a_whole_paragraph_is_no_link() -> None:
    line = "Read more: " + "a very long paragraph " * 20
    assert without_furniture(line) == line


def test_a_line_that_is_wholly_a_link_is_no_part_of_the_text() -> None:
    links = {"Manturov promoted", "Rostec was fined", "the court", "x" * 300}
    text = "Rostec was fined\nIt was fined by the court.\n- Manturov  promoted\n" + "x" * 300
    assert split(text, links) == (f"Rostec was fined\nIt was fined by the court.\n{'x' * 300}", "- Manturov promoted")
    assert split("", links) == ("", "")
