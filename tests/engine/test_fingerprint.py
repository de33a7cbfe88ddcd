"""Fingerprints survive the edits that do not touch a finding, and tell findings apart."""

import pytest

from .bench import Box

RULES = "  rules: {type: list(object), terraform: rule, properties: {port: {type: int}}}\n"


def group(*ports: int, name: str = "b", before: str = "") -> str:
    rules = "".join(f"  rule {{ port = {port} }}\n" for port in ports)
    return f'{before}resource "aws_s3_bucket" "{name}" {{\n{rules}}}\n'


@pytest.fixture
def ports(box: Box) -> Box:
    return box.properties(RULES).check("each: rule in resource.rules", "expects: rule.port != 22")


def prints(box: Box) -> list[str]:
    return sorted(result.fingerprint for result in box.judged() if result.verdict == "fail")


def test_a_fingerprint_stays_when_lines_move(ports: Box) -> None:
    before = prints(ports.write(group(22)))

    after = prints(ports.write(group(22, before="# a comment\n\n\n")))

    assert before == after
    assert len(before) == 1


def test_a_fingerprint_stays_when_elements_come_before_it(ports: Box) -> None:
    assert prints(ports.write(group(22))) == prints(ports.write(group(80, 443, 22)))


def test_a_fingerprint_stays_when_the_check_gets_another_severity_and_title(ports: Box) -> None:
    before = prints(ports.write(group(22)))
    path = ports.content / "demo" / "one" / "check.yaml"
    path.write_text(path.read_text().replace("severity: high", "severity: low").replace("title: T", "title: U"))

    assert prints(ports) == before


def test_identical_findings_have_different_fingerprints_and_the_first_keeps_its_own(ports: Box) -> None:
    one = prints(ports.write(group(22)))

    two = prints(ports.write(group(22, 22)))

    assert len(set(two)) == 2
    assert set(one) < set(two)


def test_instances_and_resources_have_different_fingerprints(ports: Box) -> None:
    two = group(22).replace("{\n", "{\n  count = 2\n", 1)

    found = prints(ports.write(two + group(22, name="c")))

    assert len(set(found)) == 3
