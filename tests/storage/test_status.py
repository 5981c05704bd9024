from pathlib import Path

import pytest
from sqlalchemy import text

from storage import Database, SchemaStatus, schema_status
from storage.status import head_revision

HEAD = head_revision()


def test_a_database_with_all_tables_is_at_the_head(database_url: str) -> None:
    assert schema_status(database_url) == SchemaStatus(exists=True, revision=HEAD, head=HEAD, problem=None)


def test_a_database_without_tables_has_no_revision_and_no_problem(blank_url: str) -> None:
    with Database(blank_url) as database, database.read() as session:
        session.connection()
    assert schema_status(blank_url) == SchemaStatus(exists=True, revision=None, head=HEAD, problem=None)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    status = schema_status(f"sqlite:///{tmp_path / 'state' / 'tocsin.db'}")
    assert (status, list(tmp_path.iterdir())) == (
        SchemaStatus(exists=False, revision=None, head=HEAD, problem=None),
        [],
    )


def test_tables_of_a_newer_program_are_a_problem(blank_url: str) -> None:
    with Database(blank_url) as database:
        database.upgrade()
        with database.session() as session:
            session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    status = schema_status(blank_url)
    assert (status.exists, status.revision) == (True, "9999")
    assert "its tables are of revision 9999, this program knows up to" in (status.problem or "")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("sqlite:///{}/notes.txt", "notes.txt: file is not a database"),
        ("sqlite:///{}/notes.txt/tocsin.db", "is no folder that this user may write in"),
        ("postgresql://ann:s3cret@127.0.0.1:1/news", "postgresql://ann@127.0.0.1:1/news: connection failed"),
        ("postgresql://ann:%zzs3cret@127.0.0.1:1/news", "cannot be read: percent-encode"),
        ("mysql://ann:s3cret@127.0.0.1/news", "not a database URL that is known"),
    ],
    ids=["no database", "no folder", "no server", "no URI", "unknown server"],
)
def test_what_cannot_be_used_is_a_problem_in_words(tmp_path: Path, url: str, problem: str) -> None:
    (tmp_path / "notes.txt").write_text("Rostec\n" * 1_000)
    status = schema_status(url.format(tmp_path))
    assert not status.exists
    assert problem in (status.problem or "")
    assert "s3cret" not in (status.problem or "")
