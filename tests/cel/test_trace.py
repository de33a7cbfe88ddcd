"""Evidence: which reads decided."""

import pytest

from seatrial import cel
from seatrial.cel import DYN
from seatrial.cel.frame import MAX_TRACED
from seatrial.model.value import Unknown, Value
from tests.cel.things import bucket, check

RULES: list[Value] = [
    {"port": 22, "cidr": "0.0.0.0/0", "open": True},
    {"port": 443, "cidr": "10.0.0.0/8", "open": False},
    {"port": 80, "cidr": "0.0.0.0/0", "open": True},
]


def reads(text: str, **properties: Value) -> list[tuple[str, Value]]:
    """The reads that decided, their paths written with dots."""
    traced = check(text).trace(bucket(**properties)).reads
    return [(".".join(map(str, read.path)).removeprefix("resource."), read.value) for read in traced]


def test_the_read_of_a_property_is_its_path_and_its_value() -> None:
    trace = check("resource.versioning_enabled").trace(bucket(versioning_enabled=False))

    assert trace.value is False
    assert trace.reads == ((("resource", "versioning_enabled"), False),)


def test_of_a_conjunction_that_is_false_the_false_operands_decide() -> None:
    found = reads("resource.versioning_enabled && resource.retention_days > 7 && resource.public", retention_days=1)

    assert found == [("retention_days", 1), ("public", False)]


def test_of_a_conjunction_that_is_true_all_operands_decide() -> None:
    assert reads("resource.versioning_enabled && !resource.public") == [("versioning_enabled", True), ("public", False)]


def test_of_a_disjunction_that_is_false_all_operands_decide() -> None:
    assert reads("resource.public || resource.retention_days > 99") == [("public", False), ("retention_days", 30)]


def test_of_a_disjunction_that_is_true_the_true_operands_decide() -> None:
    assert reads("resource.public || resource.retention_days > 7") == [("retention_days", 30)]


def test_an_operand_that_only_guards_another_is_left_out_when_the_other_decides() -> None:
    assert reads("resource.name != null && resource.name.size() > 9") == [("name", "logs")]


def test_of_all_the_failing_elements_decide() -> None:
    found = reads("resource.ingress.all(rule, rule.cidr != '0.0.0.0/0' || rule.port == 443)", ingress=RULES)

    assert found == [
        ("ingress.0.cidr", "0.0.0.0/0"),
        ("ingress.0.port", 22),
        ("ingress.2.cidr", "0.0.0.0/0"),
        ("ingress.2.port", 80),
    ]


def test_of_exists_that_is_true_the_matching_elements_decide() -> None:
    found = reads("resource.ingress.exists(rule, rule.cidr.startsWith('0.') && rule.port == 80)", ingress=RULES)

    assert found == [("ingress.2.cidr", "0.0.0.0/0"), ("ingress.2.port", 80)]


def test_of_exists_that_is_false_every_element_decides_up_to_a_number() -> None:
    many = [{"port": number, "cidr": "", "open": False} for number in range(50)]

    found = reads("resource.ingress.exists(rule, rule.port == 99)", ingress=many)

    assert found == [(f"ingress.{number}.port", number) for number in range(MAX_TRACED)]


def test_an_empty_list_is_itself_what_decides() -> None:
    assert reads("resource.ingress.exists(rule, rule.open)") == [("ingress", [])]
    assert reads("resource.owners.size() == 1") == [("owners", ["ann"])]


def test_of_a_choice_the_condition_and_the_branch_taken_decide() -> None:
    found = reads("resource.public ? resource.name == 'x' : resource.retention_days > 90")

    assert found == [("public", False), ("retention_days", 30)]


def test_both_sides_of_a_comparison_decide_and_each_path_is_named_once() -> None:
    assert reads("resource.name == resource.tags.team || resource.name == 'x'") == [
        ("name", "logs"),
        ("tags.team", "data"),
    ]


def test_a_filter_that_keeps_something_is_decided_by_what_it_keeps() -> None:
    found = reads("resource.ingress.filter(rule, rule.port == 22).size() == 0", ingress=RULES)

    assert found == [("ingress.0.port", 22)]


def test_a_mapped_list_is_decided_by_what_it_was_mapped_from() -> None:
    found = reads("resource.ingress.map(rule, rule.port).exists(port, port == 80)", ingress=RULES)

    assert found == [("ingress.0.port", 22), ("ingress.1.port", 443), ("ingress.2.port", 80)]


def test_names_given_by_bind_lead_back_to_what_they_stand_for() -> None:
    assert reads("cel.bind(rules, resource.ingress, rules[1].port == 1)", ingress=RULES) == [("ingress.1.port", 443)]
    assert reads("cel.bind(days, resource.retention_days + 1, days > 99 && resource.public)") == [
        ("retention_days", 30),
        ("public", False),
    ]


def test_maps_are_followed_by_key() -> None:
    found = reads("resource.tags.all(key, value, value != 'data')")

    assert found == [("tags.team", "data")]


def test_indices_and_keys_in_brackets_are_steps() -> None:
    raw = {"spec": {"containers": [{"image": "a"}, {"image": "b:latest"}]}}

    assert reads('resource.raw["spec"].containers[1].image.endsWith(":latest")', raw=raw) == [
        ("raw.spec.containers.1.image", "b:latest")
    ]


def test_a_path_ends_where_the_unknown_begins() -> None:
    traced = check("resource.raw.a.b == 'x'").trace(bucket(raw={"a": Unknown("no value")}))

    assert isinstance(traced.value, Unknown)
    assert [read.path for read in traced.reads] == [("resource", "raw", "a")]


def test_of_an_unknown_outcome_the_unknown_operands_decide() -> None:
    traced = check("resource.versioning_enabled && resource.public").trace(bucket(public=Unknown("no value")))

    assert [read.path for read in traced.reads] == [("resource", "public")]


def test_optional_fields_are_read_as_what_they_hold() -> None:
    assert reads("resource.?raw.?a.orValue(1) == 1", raw={"a": 5}) == [("raw.a", 5)]
    assert reads("resource.?raw.?b.orValue(1) == 2", raw={"a": 5}) == [("raw.b", None)]


def test_presence_reads_the_field_that_is_asked_for() -> None:
    assert reads("has(resource.raw.a)", raw={"a": 5}) == [("raw.a", 5)]
    assert reads("has(resource.raw.b)", raw={"a": 5}) == [("raw.b", None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resource.versioning_enabled", {"versioning_enabled"}),
        ("resource.ingress.exists(rule, rule.cidr == '' && rule.port == 1)", {"ingress.cidr", "ingress.port"}),
        ("resource.ingress.exists(rule, true)", {"ingress"}),
        ("resource.ingress.size() > 0 && resource.ingress[0].port == 1", {"ingress", "ingress.port"}),
        ("resource.ingress.filter(r, r.open).map(r, r.port)", {"ingress.open"}),
        ("cel.bind(r, resource, r.name == 'x')", {"name"}),
        ("resource.tags[resource.name] == 'x'", {"tags", "name"}),
        ('resource.tags["team"] == "x"', {"tags.team"}),
        ("has(resource.raw.a.b)", {"raw.a.b"}),
        ("resource.?raw.?a.orValue(resource.name)", {"raw.a", "name"}),
        ("[resource.name, 'x'].exists(n, n == 'y')", {"name"}),
        ("resource.tags.all(k, v, v.size() > 1)", {"tags"}),
    ],
)
def test_what_an_expression_can_read_is_known_without_evaluating_it(text: str, expected: set[str]) -> None:
    found = check(text).reads

    assert {".".join(path[1:]) for path in found} == expected
    assert {path[0] for path in found} == {"resource"}


def test_with_lists_stepped_into_the_path_names_the_element() -> None:
    program = cel.compile("block.versioning.status == 'Enabled'", variables={"block": DYN}, lists_step_into_first=True)

    traced = program.trace({"versioning": [{"status": "Suspended"}]})

    assert traced.reads == ((("block", "versioning", 0, "status"), "Suspended"),)
    assert program.reads == {("block", "versioning", "status")}
