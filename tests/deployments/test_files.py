"""The files for systemd and containers: what is in them exists, and is what their programs understand."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from flows.settings import Settings

ROOT = Path(__file__).parents[2]
FILES = ROOT / "deployments"
_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_DURATION = {"type": "string", "pattern": r"^\d+(s|m|h)$"}


def closed(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def mapping(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": of}


# The part of the Compose specification that the file uses; what is not in here is refused.
SERVICE = closed(
    {
        "image": _TEXT,
        "build": closed({"context": _TEXT, "dockerfile": _TEXT}, "context"),
        "command": _TEXTS,
        "environment": mapping({"type": ["string", "number"]}),
        "volumes": {"type": "array", "items": {"type": "string", "pattern": "^[^:]+:/[^:]*$"}},
        "ports": {"type": "array", "items": {"type": "string", "pattern": r"^(\d+\.){3}\d+:\d+:\d+$"}},
        "depends_on": mapping(closed({"condition": {"enum": ["service_healthy", "service_started"]}}, "condition")),
        "healthcheck": closed(
            {"test": _TEXTS, "interval": _DURATION, "timeout": _DURATION, "retries": {"type": "integer"}}, "test"
        ),
        "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
        "stop_signal": {"enum": ["SIGINT", "SIGTERM"]},
        "stop_grace_period": _DURATION,
        "init": {"type": "boolean"},
        "read_only": {"type": "boolean"},
        "tmpfs": _TEXTS,
        "cap_drop": {"type": "array", "items": {"enum": ["ALL"]}},
        "security_opt": {"type": "array", "items": {"enum": ["no-new-privileges:true"]}},
    }
)
COMPOSE = closed(
    {"name": _TEXT, "services": mapping(SERVICE), "volumes": mapping({"type": ["object", "null"]})}, "services"
)


def test_the_compose_file_is_what_compose_understands_and_names_what_exists() -> None:
    compose = yaml.safe_load((FILES / "compose.yaml").read_text(encoding="utf-8"))

    assert [error.message for error in Draft202012Validator(COMPOSE).iter_errors(compose)] == []
    for service in compose["services"].values():
        assert set(service.get("depends_on", {})) <= set(compose["services"])
        named = {volume.partition(":")[0] for volume in service.get("volumes", []) if not volume.startswith(".")}
        assert named <= set(compose["volumes"])
        ours = {name.removeprefix("TOCSIN_").lower() for name in service.get("environment", {}) if "TOCSIN" in name}
        assert ours <= set(Settings.model_fields)
        if "build" in service:
            assert (FILES / service["build"]["context"] / service["build"]["dockerfile"]).is_file()


def test_no_port_of_the_compose_file_is_open_to_others() -> None:
    compose = yaml.safe_load((FILES / "compose.yaml").read_text(encoding="utf-8"))
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert [port.partition(":")[0] for port in ports] == ["127.0.0.1"]


def test_the_image_gets_every_package_and_its_command_and_health_check_are_commands_of_ours() -> None:
    lines = (FILES / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = {word for line in lines if re.match("COPY (?!--from)", line) for word in line.split()[1:-1]}
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert set(packages["targets"]["wheel"]["packages"]) <= copied
    assert all((ROOT / name).exists() for name in copied)
    assert {line for line in lines if line.startswith("USER")} == {"USER tocsin"}
    assert re.findall(r'CMD \["tocsin", "(\w+)"\]', "\n".join(lines)) == ["status", "up"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_understands_the_unit_and_finds_it_well_closed(tmp_path: Path) -> None:
    unit = (FILES / "tocsin.service").read_text(encoding="utf-8")
    copy = tmp_path / "tocsin.service"
    # Its program and its user are not on this machine.
    copy.write_text(unit.replace("/opt/tocsin/.venv/bin/tocsin up", "/bin/true").replace("User=tocsin", "User=daemon"))

    verified = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False)
    words = ["systemd-analyze", "security", "--offline=true", "--threshold=30", "--no-pager", str(copy)]
    rated = subprocess.run(words, capture_output=True, text=True, check=False)

    assert "tocsin.service" not in verified.stderr
    assert (rated.returncode, rated.stdout[-300:]) == (0, rated.stdout[-300:])
