"""Three-valued logic: what is known in spite of an unknown, and what is not."""

import pytest

from seatrial import cel
from seatrial.cel import DYN, EvaluationError
from seatrial.model.value import Unknown, Value
from tests.cel.things import BUCKET, bucket, check

NOTHING = Unknown("`var.x` has no value here")
SET = Unknown("known after apply", ref="aws_kms_key.main", attribute="arn")
PARTS = Unknown("known after apply", parts=("arn:aws:s3:::", Unknown("a piece"), "/logs/*"))


def known(value: Value) -> Value:
    """The value, or the word unknown: no other comparison with an unknown is possible."""
    return "unknown" if isinstance(value, Unknown) else value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("false && u", False),
        ("u && false", False),
        ("true && u", "unknown"),
        ("true || u", True),
        ("u || true", True),
        ("false || u", "unknown"),
        ("!u", "unknown"),
        ("u && u || true", True),
        ("(1 / 0 > 0) && u", "unknown"),
        ("(1 / 0 > 0) || u || true", True),
        ("u ? 1 : 1", 1),
        ("u ? 1 : 2", "unknown"),
        ("u ? dyn(1) : 1.0", "unknown"),
        ("u ? u : u", "unknown"),
        ("u == u", "unknown"),
        ("u == null", "unknown"),
        ("u != 1", "unknown"),
        ("u < 1", "unknown"),
        ("u + 1", "unknown"),
        ("-u", "unknown"),
        ("u.field", "unknown"),
        ("u[0]", "unknown"),
        ("u.?field", "unknown"),
        ("has(u.field)", "unknown"),
        ("size(u)", "unknown"),
        ("u.startsWith('a')", "unknown"),
        ("string(u)", "unknown"),
        ("type(u)", "unknown"),
        ("dyn(u)", "unknown"),
        ("size([u, 1])", 2),
        ("[u, 1][1]", 1),
        ("[1, 2][u]", "unknown"),
        ("{'a': u}.a", "unknown"),
        ("{'a': u, 'b': 1}.b", 1),
        ("has({'a': u}.a)", True),
        ("{u: 1}", "unknown"),
        ("1 in [u, 1]", True),
        ("2 in [u, 1]", "unknown"),
        ("u in [1, 2]", "unknown"),
        ("u in []", False),
        ("1 in u", "unknown"),
        ("[u, 1] == [u, 2]", False),
        ("[u, 1] == [u, 1]", "unknown"),
        ("[u] == [1, 2]", False),
        ("{'a': u} == {'b': 1}", False),
        ("[1, 2].all(x, x == u)", "unknown"),
        ("[true, u].all(x, x)", "unknown"),
        ("[false, u].all(x, x)", False),
        ("[u, true].exists(x, x)", True),
        ("[u, false].exists(x, x)", "unknown"),
        ("u.all(x, x)", "unknown"),
        ("[true, true, u].exists_one(x, x)", False),
        ("[true, u].exists_one(x, x)", "unknown"),
        ("[1, 2].map(x, x == 1 ? u : x)[1]", 2),
        ("size([1, 2].filter(x, x == u))", "unknown"),
        ("[1, 2].filter(x, x == 1 || (x == 2 && u == u))", "unknown"),
        ("optional.of(u).hasValue()", True),
        ("optional.of(1).orValue(u)", 1),
        ("optional.none().orValue(u)", "unknown"),
        ("[u, 1].distinct()", "unknown"),
        ("[u].distinct().size()", 1),
        ("['a', u].join()", "unknown"),
        ("'%s'.format([u])", "unknown"),
        ("sets.intersects([1, u], [1])", True),
        ("sets.contains([1, u], [2])", "unknown"),
        ("sets.contains([1], [2, u])", False),
        ("[[u], [1]].flatten().size()", "unknown"),
        ("cel.bind(x, u, x == 1 || true)", True),
        ("cel.bind(x, 1 / 0, true)", True),
    ],
)
def test_an_unknown_value_makes_unknown_only_what_hangs_on_it(text: str, expected: Value) -> None:
    program = cel.compile(text, variables={"u": DYN})

    assert known(program(NOTHING)) == expected
    assert known(program.trace(NOTHING).value) == expected


def test_a_value_known_to_be_set_is_not_null_and_nothing_else_is_known_of_it() -> None:
    program = cel.compile("[u != null, u == null, u == 'x', u in [null], u.startsWith('arn:')]", variables={"u": DYN})

    assert [known(value) for value in program(SET)] == [True, False, "unknown", False, "unknown"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("u.startsWith('arn:aws:s3')", True),
        ("u.startsWith('arn:aws:s3:::x')", "unknown"),
        ("u.startsWith('arn:aws:ec2')", False),
        ("u.startsWith('')", True),
        ("u.endsWith('/*')", True),
        ("u.endsWith('x/logs/*')", "unknown"),
        ("u.endsWith('/objects')", False),
        ("u.contains('aws')", True),
        ("u.contains('*')", True),
        ("u.contains('public')", "unknown"),
        ("u == '*'", False),
        ("u != '*'", True),
        ("u == 'arn:aws:s3:::bucket/logs/*'", "unknown"),
        ("u == 'arn:aws:s3:::/logs/*'", "unknown"),
        ("u == 'arn:aws:s3::/logs/*'", False),
        ("u == 'arn:aws:s3:::bucket/logs'", False),
        ("u == 5", False),
        ("u == null", False),
        ("u in ['*', 'arn:aws:ec2:x']", False),
        ("u in ['*', 'arn:aws:s3:::b/logs/*']", "unknown"),
        ("u.matches('^arn')", "unknown"),
        ("u.size() > 3", "unknown"),
        ("[u].exists(x, x == '*')", False),
    ],
)
def test_a_text_known_in_parts_answers_what_the_parts_decide(text: str, expected: Value) -> None:
    assert known(cel.compile(text, variables={"u": DYN})(PARTS)) == expected


def test_what_comes_of_a_set_value_may_be_null() -> None:
    for text in ("u.field != null", "(u ? 'x' : null) != null", "u[0] != null"):
        assert known(cel.compile(text, variables={"u": DYN})(SET)) == "unknown"


def test_what_comes_of_a_text_known_in_parts_is_another_text() -> None:
    assert known(cel.compile("u.upperAscii() == 'X'", variables={"u": DYN})(PARTS)) == "unknown"
    assert known(cel.compile("u.endsWith('x/logs/*') == true", variables={"u": DYN})(PARTS)) == "unknown"


def test_the_reason_and_the_reference_are_handed_on() -> None:
    answer = check("resource.name.size() > 3 && resource.public")(bucket(name=SET, public=True))

    assert isinstance(answer, Unknown)
    assert (answer.reason, answer.ref) == ("known after apply", "aws_kms_key.main")


def test_the_first_unknown_gives_the_reason() -> None:
    answer = check("resource.public || resource.name == 'x'")(bucket(public=NOTHING, name=SET))

    assert isinstance(answer, Unknown)
    assert answer.reason == "`var.x` has no value here"


def test_an_unknown_property_alone_is_handed_out_as_it_is() -> None:
    assert check("resource.name")(bucket(name=SET)) is SET


def test_an_unknown_value_is_not_found_for_being_the_same_object() -> None:
    for text in (
        "resource.name in [resource.name, 'x']",
        "resource.name in resource.owners",
        "resource.raw in [resource.raw]",
    ):
        assert known(check(text)(bucket(name=NOTHING, owners=[NOTHING], raw=NOTHING))) == "unknown"


def test_a_null_is_not_false() -> None:
    for text in ("!resource.public", "resource.public && true", "resource.public || false", "resource.public ? 1 : 2"):
        with pytest.raises(EvaluationError, match="null_type is used as a bool"):
            check(text)(bucket(public=None))


def test_a_declared_property_is_there_when_it_is_not_null() -> None:
    text = "[has(resource.name), resource.?name.hasValue(), resource.?name.orValue('none') == 'none']"

    assert check(text)(bucket(name="x")) == [True, True, False]
    assert check(text)(bucket(name=None)) == [False, False, True]
    assert [known(value) for value in check(text)(bucket(name=NOTHING))] == ["unknown"] * 3


def test_a_host_function_never_sees_an_unknown() -> None:
    seen: list[Value] = []

    def note(value: Value) -> bool:
        seen.append(value)
        return True

    function = cel.Function("note", (cel.STRING,), cel.BOOL, note)
    program = cel.compile("note(resource.name)", variables={"resource": BUCKET}, functions=[function])

    assert known(program(bucket(name=NOTHING))) == "unknown"
    assert program(bucket(name="x")) is True
    assert seen == ["x"]
