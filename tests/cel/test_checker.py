"""Types: what is refused, with which words, and what is deduced."""

import pytest

from seatrial import cel
from seatrial.cel import BOOL, DYN, INT, STRING, CelError, Function, ListType, MapType, ObjectType, OptionalType, Type
from tests.cel.things import BUCKET, check


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("resource.nmae", "aws.s3.bucket has no property 'nmae' (did you mean \"name\"?)", 10),
        ("resource.xyzzy", "aws.s3.bucket has no property 'xyzzy'", 10),
        ('resource["nmae"]', "aws.s3.bucket has no property 'nmae' (did you mean \"name\"?)", 10),
        ("has(resource.nmae)", "aws.s3.bucket has no property 'nmae' (did you mean \"name\"?)", 14),
        ("resource.ingress.all(r, r.prot == 1)", "object has no property 'prot' (did you mean \"port\"?)", 27),
        ("resurce.name", "unknown name 'resurce' (did you mean \"resource\"?)", 1),
        ('resource.name.startWith("a")', "unknown function 'startWith' (did you mean \"startsWith\"?)", 15),
        ("sise(resource.name)", "unknown function 'sise' (did you mean \"size\"?)", 1),
        ('resource.retention_days == "x"', "no matching overload: int or null == string", 25),
        ('1 + "a"', "no matching overload: int + string", 3),
        ("resource.name && true", "an operand of && must be bool, and this is string or null", 1),
        ("!resource.retention_days", "the operand of ! must be bool, and this is int or null", 2),
        ("resource.retention_days ? 1 : 2", "a condition must be bool, and this is int or null", 1),
        ("resource.name.all(c, true)", "all goes through a list or a map, and this is string", 1),
        ("resource.owners.filter(o, o)", "the predicate of filter must be bool, and this is string", 27),
        ('resource.owners["a"]', "a list is indexed by an int, not by string", 17),
        ("resource.tags[1]", "the keys of this map are string, not int", 15),
        ("resource.name.field", "string has no fields, so no 'field'", 15),
        ("resource.name.startsWith(1)", "no matching overload: string or null.startsWith(int); it takes (string)", 15),
        ("1 in resource.owners", "no matching overload: int in list(string) or null", 3),
        ("-resource.name", "string or null cannot be negated", 2),
        ("true ? 1 : 'a'", "the branches of a condition are of different types: int and string; dyn(...) allows it", 1),
        ("{[1]: 2}", "a list(int) can be no key of a map", 2),
        ("Bucket{name: 1}", "unknown message type 'Bucket'; only lists and maps can be built", 1),
        (
            'resource.name.matches("(?=x)")',
            "the regular expression '(?=x)' is not valid: lookaround, or another group",
            23,
        ),
    ],
)
def test_a_type_error_says_what_is_wrong_and_where(text: str, message: str, column: int) -> None:
    with pytest.raises(CelError) as caught:
        check(text)

    assert caught.value.message.startswith(message)
    assert (caught.value.line, caught.value.column) == (1, column)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resource.versioning_enabled", "bool or null"),
        ("resource.ingress.map(r, r.port)", "list(int or null)"),
        ("resource.owners.filter(o, o != 'x')", "list(string)"),
        ("resource.tags.transformMap(k, v, v.size())", "map(string, int)"),
        ("resource.?name", "optional_type(string)"),
        ("resource.?name.orValue('x')", "string"),
        ("resource.raw.anything[0].deeper", "dyn"),
        ("true ? resource.name : null", "string or null"),
        ("[1, 'a']", "list(dyn)"),
        ("resource.public ? 'a' : null", "string or null"),
        ("cel.bind(n, resource.retention_days, n + 1)", "int"),
        ("timestamp('2024-01-01T00:00:00Z') - timestamp('2023-01-01T00:00:00Z')", "google.protobuf.Duration"),
        ("resource.owners.sortBy(o, o.size())", "list(string)"),
    ],
)
def test_types_are_deduced(text: str, expected: str) -> None:
    assert str(check(text).type) == expected


def test_any_property_may_be_compared_with_null() -> None:
    for name in ("name", "ingress", "tags", "public", "raw"):
        assert check(f"resource.{name} == null || resource.{name} != null").type is BOOL


def test_numbers_of_different_types_compare() -> None:
    assert check("resource.retention_days < 1.5 && resource.retention_days != 2u").type is BOOL


def test_types_with_equal_parts_are_equal() -> None:
    assert ListType(INT) == ListType(INT)
    assert MapType(STRING, ListType(INT)) != MapType(STRING, ListType(STRING))
    assert hash(OptionalType(INT)) == hash(OptionalType(INT))
    assert str(MapType(STRING, DYN)) == "map(string, dyn)"


def _result_of(literals: tuple[object | None, ...]) -> Type:
    if literals[0] != "aws.s3.bucket":
        raise CelError(f"unknown resource type {literals[0]!r}")
    return ListType(BUCKET)


RESOURCES = Function("resources", (STRING,), ListType(DYN), result_of=_result_of, runtime=True)


def test_a_functions_result_may_depend_on_a_literal() -> None:
    program = check('resources("aws.s3.bucket").exists(other, other.name == resource.name)', [RESOURCES])

    assert program.type is BOOL


def test_the_declared_type_of_such_a_result_is_checked() -> None:
    with pytest.raises(CelError, match="did you mean"):
        check('resources("aws.s3.bucket").exists(other, other.nmae == "x")', [RESOURCES])


def test_a_functions_own_error_is_placed_at_its_argument() -> None:
    with pytest.raises(CelError) as caught:
        check('resources("aws.s3.buckt").size() == 0', [RESOURCES])

    assert caught.value.message == "unknown resource type 'aws.s3.buckt'"
    assert caught.value.column == 11


def test_a_function_takes_only_what_it_declares() -> None:
    with pytest.raises(CelError, match=r"no matching overload: resources\(int\); it takes \(string\)"):
        check("resources(1)", [RESOURCES])


def test_names_are_looked_up_in_the_container_first() -> None:
    variables = {"a.b.x": INT, "x": STRING}

    assert cel.compile("x", variables=variables, container="a.b").type is INT
    assert cel.compile(".x", variables=variables, container="a.b").type is STRING
    assert cel.compile("x", variables=variables).type is STRING


def test_a_tree_can_be_compiled_and_its_errors_have_positions() -> None:
    with pytest.raises(CelError) as caught:
        cel.compile(cel.parse("1 +\n  nope"), variables={})

    assert (caught.value.line, caught.value.column) == (2, 3)
    assert caught.value.caret() == ""


def test_an_object_with_hundreds_of_properties_still_gets_a_suggestion() -> None:
    wide = ObjectType("wide", {f"property_{number}": INT for number in range(900)})

    with pytest.raises(CelError, match='did you mean "property_17"'):
        cel.compile("x.propertyy_17", variables={"x": wide})
