import ast
import subprocess
import sys
from pathlib import Path

import pytest

import storage

ROOT = Path(storage.__file__).parent.parent


def modules_after(statement: str) -> set[str]:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {statement}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(ran.stdout.split())


@pytest.mark.parametrize(
    ("statement", "left_out"),
    [
        ("from storage.status import schema_status", {"sqlalchemy", "sqlmodel", "alembic", "pydantic", "psycopg"}),
        ("from storage import StorageError, schema_status", {"sqlalchemy", "sqlmodel", "alembic", "pydantic"}),
        ("from storage import Database, find_hits", {"alembic", "psycopg"}),
    ],
    ids=["status", "errors", "database"],
)
def test_an_import_brings_in_no_more_than_it_needs(statement: str, left_out: set[str]) -> None:
    assert modules_after(statement) & left_out == set()


def test_every_module_can_be_the_first_to_be_imported() -> None:
    names = sorted(f"storage.{path.stem}" for path in Path(storage.__file__).parent.glob("*.py") if path.stem[0] != "_")
    code = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
import sqlmodel
for name in {names!r}:
    if not os.fork():
        try:
            __import__(name)
        except BaseException as error:
            print(name, repr(error), flush=True)
        os._exit(0)
    os.wait()
"""
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert (len(names) > 20, ran.stdout) == (True, "")


def test_every_public_name_is_there_and_is_what_type_checkers_see() -> None:
    tree = ast.parse(Path(storage.__file__).read_text(encoding="utf-8"))
    checked = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("storage.")
        for alias in node.names
    }
    assert sorted(checked) == sorted(storage.__all__) == sorted({*storage.__all__} & {*dir(storage)})
    assert {name: f"storage.{home}" for name, home in storage._HOME.items()} == checked
    assert all(getattr(storage, name) is not None for name in storage.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'storage' has no attribute 'nmae'"):
        _ = storage.nmae
