"""``seatrial config show``: which settings hold, and where each was said."""

import json
from pathlib import Path

import pytest
from msgspec.structs import asdict

from seatrial.cli.scan_command import command as scan_command
from seatrial.config import Config
from seatrial.reports._words import as_json
from seatrial.vulns.feeds import Feeds
from tests.cli.conftest import Seatrial

CONFIG = """\
policies: [ships]
# What is old is not scanned.
exclude: [old/]
content: [shared]
options:
  var_file:
    - prod.tfvars
params:
  cloud-required-tags:
    required_tags: [owner]
allow_incomplete: true
waivers:
  require_until: true
"""


@pytest.fixture(autouse=True)
def configured(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TF_VAR_sealed", raising=False)
    (repository / "seatrial.yaml").write_text(CONFIG)
    (repository / "shared").mkdir()


def shown(seatrial: Seatrial, *arguments: str) -> dict[str, str]:
    """The lines, by the name of the setting."""
    answer = seatrial("config", "show", *arguments)
    assert (answer.code, answer.err) == (0, "")
    return dict(line.split(": ", 1) for line in answer.out.splitlines())


def test_each_setting_says_where_it_was_said(seatrial: Seatrial) -> None:
    settings = shown(seatrial, "--origin", "--fail-on", "high", "--exclude", "new/", "main.tf")

    assert settings == {
        "targets": '["main.tf"]  # command line',
        "config": '"seatrial.yaml"  # found',
        "policies": '["ships"]  # seatrial.yaml:1',
        "fail_on": '"high"  # command line',
        "allow_incomplete": "true  # seatrial.yaml:11",
        "exclude": '["old/","new/"]  # seatrial.yaml:3, command line',
        "only": "[]  # default",
        "vex": "[]  # default",
        "images": '"never"  # default',
        "content": '[".seatrial","shared"]  # found, seatrial.yaml:4',
        "options.dev": "null  # default",
        "options.attestations": "null  # default",
        "options.insecure": "null  # default",
        "options.mirror": "[]  # default",
        "options.no_cache": "null  # default",
        "options.parameters": "[]  # default",
        "options.platform": "null  # default",
        "options.var_file": '["prod.tfvars"]  # seatrial.yaml:6',
        "options.source": "null  # default",
        "options.tags": "[]  # default",
        "params.cloud-required-tags.required_tags": '["owner"]  # seatrial.yaml:10',
        "waivers.require_until": "true  # seatrial.yaml:13",
        "waivers.longest": '""  # default',
        "waivers.foreign": "true  # default",
        "waivers.accepted": "[]  # default",
        "risk.value": "[]  # default",
        "risk.exposure": "[]  # default",
        "risk.actions": "{}  # default",
        "database.folder": '""  # default',
        "database.from": '""  # default',
        "database.key": '""  # default',
        "database.ecosystems": "[]  # default",
        "database.feeds": f"{as_json(asdict(Feeds()))}  # default",
        "db": "null  # default",
        "max_db_age": "null  # default",
        "no_packages": "false  # default",
        "offers": "false  # default",
        "registry.newest": "1  # default",
        "registry.latest": "true  # default",
        "registry.repositories": '["*"]  # default',
        "registry.but_not": "[]  # default",
        "registry.tags": '["*"]  # default',
        "registry.no_tags": "[]  # default",
        "registry.days": "null  # default",
        "registry.limit": "200  # default",
        "all_verdicts": "false  # default",
        "diff": "null  # default",
        "diff_exact": "false  # default",
        "baseline": "null  # default",
        "jobs": "0  # default",
        "color": '"auto"  # default',
    }


def test_every_key_of_the_configuration_is_a_setting(seatrial: Seatrial) -> None:
    names = {name.split(".")[0] for name in shown(seatrial)}

    assert {key for key in Config.__struct_fields__ if key not in ("file", "lines")} <= names


def test_every_option_of_a_scan_is_a_setting(seatrial: Seatrial) -> None:
    options = {param.name for param in scan_command.params} - {"config_file", "outputs", "quiet", "verbose"}
    options -= {"no_foreign_waivers"}  # which is the setting waivers.foreign

    assert options <= {name.removeprefix("options.") for name in shown(seatrial)}


def test_the_command_line_wins(seatrial: Seatrial) -> None:
    settings = shown(seatrial, "--origin", "--policy", "strict", "--var-file", "a.tfvars", "--var-file", "b.tfvars")

    assert settings["policies"] == '["strict"]  # command line'
    assert settings["options.var_file"] == '["a.tfvars","b.tfvars"]  # command line'
    assert shown(seatrial, "--origin", "--no-foreign-waivers")["waivers.foreign"] == "false  # command line"


def test_without_a_configuration_the_defaults_hold(seatrial: Seatrial, repository: Path) -> None:
    (repository / "seatrial.yaml").unlink()

    settings = shown(seatrial, "--origin")

    assert settings["config"] == "null  # default"
    assert settings["policies"] == '["default"]  # default'
    assert settings["fail_on"] == '"low"  # default'
    assert settings["allow_incomplete"] == "false  # default"


def test_a_named_file_above_this_folder_is_shown_in_full(
    seatrial: Seatrial, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "deep").mkdir()
    monkeypatch.chdir(repository / "deep")

    settings = shown(seatrial, "--origin")

    assert settings["policies"] == f'["ships"]  # {repository}/seatrial.yaml:1'


def test_the_environment_is_named_and_its_values_are_not(seatrial: Seatrial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_token", "anchor")
    monkeypatch.setenv("NO_COLOR", "1")

    settings = shown(seatrial, "--origin")

    assert settings["terraform_variables"] == '["TF_VAR_token"]  # environment'
    assert settings["color"] == '"never"  # environment: NO_COLOR'
    assert shown(seatrial, "--origin", "--color", "always")["color"] == '"always"  # command line'


def test_programs_get_json(seatrial: Seatrial) -> None:
    rows = json.loads(seatrial("config", "show", "-o", "json", "--origin").out)

    assert {"name": "policies", "value": ["ships"], "origin": ["seatrial.yaml:1"]} in rows
    assert "origin" not in json.loads(seatrial("config", "show", "-o", "json").out)[0]


def test_what_is_wrong_is_told_as_a_scan_tells_it(seatrial: Seatrial, repository: Path) -> None:
    (repository / "seatrial.yaml").write_text("fail_on: hihg\n")

    assert seatrial("config", "show").code == 2
    assert seatrial("config", "show").err == seatrial("scan").err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("varfile: [a]", "2:3: 'varfile' is no option of a connector; did you mean 'var_file'?"),
        ("var_file: prod.tfvars", "2:3: 'var_file' is a list: [FILE, ...]"),
        ("var_file: [5]", "2:3: 'var_file' is a list: [FILE, ...]"),
        ("source: [infra]", "2:3: 'source' is one DIR"),
    ],
)
def test_an_option_that_no_connector_would_read_is_2(
    seatrial: Seatrial, repository: Path, options: str, message: str
) -> None:
    (repository / "seatrial.yaml").write_text(f"options:\n  {options}\n")

    for command in (("scan",), ("inspect",), ("config", "show")):
        answer = seatrial(*command)

        assert (answer.code, answer.err) == (2, f"error: seatrial.yaml:{message}\n")
