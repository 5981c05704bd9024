import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import StorageError
from storage.servers.address import parse_address

ADDRESSES = [
    ("sqlite:////var/lib/tocsin.db", ("sqlite", "/var/lib/tocsin.db", "/var/lib/tocsin.db")),
    ("sqlite:///news 100%.db", ("sqlite", "news 100%.db", "news 100%.db")),
    (
        "postgresql://ann:s3cret@db.test:5433/news?sslmode=require",
        (
            "postgresql",
            "postgresql://ann:s3cret@db.test:5433/news?sslmode=require",
            "postgresql://ann@db.test:5433/news",
        ),
    ),
    ("postgres://db.test/news", ("postgresql", "postgresql://db.test/news", "postgresql://db.test/news")),
    ("postgresql+psycopg:///news", ("postgresql", "postgresql:///news", "postgresql:///news")),
]
PASSWORDS = st.text(st.sampled_from("sS3/?@:&=#% "), min_size=1).map("pass{}word".format)


@pytest.mark.parametrize(("url", "address"), ADDRESSES, ids=[url for url, _ in ADDRESSES])
def test_a_url_is_read(url: str, address: tuple[str, str, str]) -> None:
    assert tuple(parse_address(url)) == address


def test_a_tilde_is_the_home_folder() -> None:
    assert parse_address("sqlite:///~/tocsin.db").target == str(Path.home() / "tocsin.db")


@pytest.mark.parametrize(
    "url", ["", "tocsin.db", "mysql://ann:s3cret@db/news", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///a.db?x=s3cret"]
)  # fmt: skip
def test_another_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(StorageError) as caught:
        parse_address(url)
    assert "s3cret" not in str(caught.value)


@settings(max_examples=100)
@given(PASSWORDS)
def test_a_password_is_never_shown_even_where_nobody_escaped_it(password: str) -> None:
    address = parse_address(f"postgresql://ann:{password}@db.test/news")
    assert not re.search("pass|word", f"{address.shown} {address!r}")


@pytest.mark.parametrize("place", ["/news?password=s3cret", "db/news?password=s3c@ret", "ann@db/news?password=s3@cret"])
def test_a_password_among_the_options_is_not_shown(place: str) -> None:
    assert "s3" not in parse_address(f"postgresql://{place}").shown
