"""The house is kept: who imports whom, and what no file of it may say."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHOWN = {".py", ".md", ".toml", ".yaml", ".yml", ".j2", ".txt", ".service", ".css", ""}


def test_imports_go_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")

    result = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


def test_no_file_names_a_package_index_or_a_machines_folder() -> None:
    hosts = re.compile(
        "|".join(rf"{name}\.{top}" for name, top in [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org")])
    )
    folders = re.compile(r"(?<![\w./])/(?:work|root|home/\w+)/\w")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    files = [ROOT / name for name in listed.splitlines() if Path(name).suffix in SHOWN]

    wrong = [
        str(path)
        for path in files
        if path.is_file() and (hosts.search(text := path.read_text("utf-8")) or folders.search(text))
    ]

    assert wrong == []
