"""What a person is told of the risk of findings: the cases of docs/risk.md, and the combinations that are worse."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from seatrial.cli.threshold import LEVELS
from seatrial.config import load_config
from seatrial.library.actions import action_table
from seatrial.model.risk import Risk
from seatrial.request import Request
from seatrial.scan import scan

from .exposed import NAMES, library
from .test_risk import ADMIN, FUNCTION, IN_GROUP, OPEN, READER, URL, block

Risks = Callable[..., dict[str, Risk]]
PAGE = (Path(__file__).parents[2] / "docs" / "risk.md").read_text(encoding="utf-8")


@pytest.fixture
def risks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Risks:
    """Scans one source, as ``seatrial.yaml`` says: the risk of the worst finding of each check."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def called(text: str, source: str = "terraform", config: str = "") -> dict[str, Risk]:
        (tmp_path / NAMES[source]).write_text(text, encoding="utf-8")
        (tmp_path / "seatrial.yaml").write_text(config or "fail_on: never\n", encoding="utf-8")
        given = load_config(tmp_path)
        report = scan(
            Request(
                policies=("strict",),
                home=given.home,
                values=given.risk.values(),
                exposures=given.risk.exposures(),
            )
        )
        found: dict[str, Risk] = {}
        for _, result in report.every_result():
            if result.risk and (result.check not in found or found[result.check].score < result.risk.score):
                found[result.check] = result.risk
        return found

    return called


def parts(risk: Risk) -> dict[str, int]:
    return {term.name: term.points for term in risk.terms}


def cases() -> list[tuple[str, str, str, int, str]]:
    """The cases of the page: source, text, check, score, action."""
    found = re.findall(
        r"```(hcl|yaml)\n((?:(?!```).)*?)```\n\n`([a-z0-9-]+)`: (\d+), ([A-Z ]+?)(?: \(|\.|,|;)", PAGE, re.DOTALL
    )
    kinds = {"hcl": "terraform", "yaml": "kubernetes"}
    return [(kinds[kind], text, check, int(score), action) for kind, text, check, score, action in found]


def test_the_page_has_cases() -> None:
    assert len(cases()) >= 4


@pytest.mark.parametrize(("source", "text", "check", "score", "action"), cases())
def test_the_cases_of_the_page_are_true(
    risks: Risks, source: str, text: str, check: str, score: int, action: str
) -> None:
    risk = risks(text, source)[check]

    assert (risk.score, str(risk.action).upper()) == (score, action)
    assert sum(parts(risk).values()) == risk.score


def test_the_configuration_of_the_page_is_one(risks: Risks, tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(fail_on:.*?)```", PAGE, re.DOTALL)
    (tmp_path / "seatrial.yaml").write_text(text, encoding="utf-8")

    config = load_config(tmp_path)

    assert config.fail_on in LEVELS
    assert len(config.risk.values()) == len(config.risk.exposures()) == 2
    assert action_table(config.risk.actions) != action_table(library().actions)


BUCKET = block("aws_s3_bucket", "a", 'bucket = "posters"', 'acl = "public-read"', "tags = { TAGS }")
READ = "aws-s3-bucket-acl-no-public-read"


@pytest.mark.parametrize(
    ("tags", "score", "said"),
    [
        ('value = "normal"', 83, "`value` is normal"),
        ('value = "low"', 77, "`value` is low"),
        ('value = "crown"', 90, "`value` is crown"),
        ('value = "normal", DataClassification = "confidential"', 90, "`value` is normal"),
        ('value = "normal", DataClassification = "public"', 83, "`value` is normal"),
    ],
)
def test_a_public_bucket_weighs_what_its_tags_say(risks: Risks, tags: str, score: int, said: str) -> None:
    risk = risks(BUCKET.replace("TAGS", tags))[READ]

    assert risk.score == score
    assert str(risk.action) == "act now"
    assert [term.said for term in risk.terms if term.name in ("exposure", "value")] == ["`acl` is public-read", said]


def test_a_private_bucket_with_the_same_tags_is_no_public_data(risks: Risks) -> None:
    tags = 'value = "crown", DataClassification = "confidential"'
    private = risks(BUCKET.replace("TAGS", tags).replace("public-read", "private"))

    assert READ not in private
    assert private["aws-s3-bucket-versioning"].score < 70


def database(*lines: str) -> str:
    return OPEN.replace("22", "5432") + block(
        "aws_db_instance", "a", 'identifier = "a"', 'password = "correct horse"', IN_GROUP, *lines
    )


def test_a_written_password_of_a_database_on_the_internet_is_toxic(risks: Risks) -> None:
    check = "aws-rds-instance-password-not-written"

    public = risks(database("publicly_accessible = true"))[check]
    private = risks(database())[check]

    assert public.score == 95
    assert [term.said for term in public.terms if term.name == "floor"] == ["exposed, with a credential in plain text"]
    assert private.score < 50
    assert "floor" not in parts(private)


def test_an_open_function_with_the_rights_of_an_administrator_is_toxic(risks: Risks) -> None:
    check = "aws-lambda-function-url-authenticated"
    url = FUNCTION + block("aws_lambda_function_url", "u", URL, 'authorization_type = "NONE"')

    administrator = risks(ADMIN + url)[check]
    reader = risks(READER + url)[check]

    assert (administrator.score, reader.score) == (95, 80)
    assert [term.said for term in administrator.terms if term.name == "floor"] == [
        "exposed, privileged and directly open to attack"
    ]


def test_what_is_not_known_neither_raises_nor_lowers_and_is_assumed(risks: Risks) -> None:
    text = block("aws_db_instance", "a", 'identifier = "a"', "publicly_accessible = true")

    risk = risks(text)["aws-rds-instance-not-public"]

    exposed = next(answer for answer in risk.answers if answer.question == "exposed")
    assert (exposed.yes, exposed.assumed) == (False, True)
    assert "it names no security group" in exposed.said
    assert parts(risk)["exposure"] == 0
    assert risk.confidence == 0.45


def test_who_knows_better_says_so(risks: Risks) -> None:
    text = OPEN
    check = "aws-ec2-security-group-no-public-ssh"

    derived = risks(text)[check]
    told = risks(text, config='risk: {exposure: [{resource: "aws_security_group.*", is: internal}]}\n')[check]

    assert str(derived.action) == "act now"
    assert derived.score > told.score
    assert str(told.action) == "plan"
    assert next(term.said for term in told.terms if term.name == "exposure") == "seatrial.yaml says so"
