"""Expressions, each beside the value that Terraform gives it."""

from typing import Any

import pytest

from .conftest import Evaluate

SETTING = """
variable "s" { default = "str" }
variable "n" { default = 3 }
variable "l" { default = ["a", "b", "c"] }
variable "m" { default = { x = 1, y = 2 } }
variable "nothing" { default = null }
variable "set" {
  type    = set(string)
  default = ["z", "a", "z"]
}
variable "objects" {
  default = [{ name = "a", port = 80 }, { name = "b", port = 81 }]
}
"""

OPERATORS = [
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("1 - 1 - 1", -1),
    ("2 * 3 % 4", 2),
    ("-10 % 3", -1),
    ("10 / 4", 2.5),
    ("-var.n + 1", -2),
    ("5-3", 2),
    ("0.1 + 0.2 == 0.3", True),
    ("1/3*3 == 1", True),
    ("100000000000000000000 + 1", 100000000000000000001),
    ("1.5e3", 1500),
    ('"1" + 1', 2),
    ('1 == "1"', False),
    ("1 == 1.0", True),
    ("1 + 2 == 3", True),
    ("1 < 2 && 2 < 3 || false", True),
    ('true && "true"', True),
    ("!true", False),
    ('!"false"', True),
    ("!!true", True),
    ("null == null", True),
    ('"é" == "e\\u0301"', True),
    ("var.m == { x = 1, y = 2 }", True),
]

CONDITIONALS = [
    ('true ? 1 : "x"', "1"),
    ('false ? 1 : "x"', "x"),
    ('true ? [] : ["a"]', []),
    ('true ? [1] : ["a"]', ["1"]),
    ("true ? null : 1", None),
    ('true ? { a = 1 } : { a = "x" }', {"a": "1"}),
    ('var.n > 2 ? "big" : var.n > 1 ? "mid" : "small"', "big"),
    ('"x" == "x" ? true : false || true', True),
]

COLLECTIONS = [
    ("[1, 2, 3,]", [1, 2, 3]),
    ('{ a = 1, "b" = 2, (var.s) = 3, "c${var.n}" : 4 }', {"a": 1, "b": 2, "str": 3, "c3": 4}),
    ("{ true = 1, null = 2, 5 = 6 }", {"true": 1, "null": 2, "5": 6}),
    ("{\n a = 1\n b = [\n 1,\n 2\n ]\n}", {"a": 1, "b": [1, 2]}),
    ("var.l[1]", "b"),
    ('var.l["1"]', "b"),
    ("var.l.0", "a"),
    ('var.m["x"]', 1),
    ("[[1, 2], [3]].0.1", 2),
    ("[1, 2, 3][1]", 2),
    ("{ a = 1 }.a", 1),
    ("([1, 2, 3])[1]", 2),
    ("var.l[*]", ["a", "b", "c"]),
    ("var.objects[*].name", ["a", "b"]),
    ("var.objects.*.name", ["a", "b"]),
    ("var.objects.*.name[0]", "a"),
    ('var.objects[*]["port"]', [80, 81]),
    ("var.nothing[*]", []),
    ("var.s[*]", ["str"]),
    ("var.m[*].x", [1]),
]

FOR = [
    ("[for x in var.l : upper(x)]", ["A", "B", "C"]),
    ('[for i, x in var.l : "${i}${x}"]', ["0a", "1b", "2c"]),
    ('[for x in var.l : x if x != "b"]', ["a", "c"]),
    ("[for k, v in { z = 1, a = 2 } : k]", ["a", "z"]),
    ("[for x in var.set : x]", ["a", "z"]),
    ("[for k, v in var.set : k == v]", [True, True]),
    ("{ for k, v in var.m : v => k }", {"1": "x", "2": "y"}),
    ("{ for k, v in var.m : k => v if v > 1 }", {"y": 2}),
    ('{ for x in ["a", "b", "a"] : x => upper(x)... }', {"a": ["A", "A"], "b": ["B"]}),
    ("[for x in [1, 2] : [for y in [3] : x * y]]", [[3], [6]]),
    ("[for var in [1] : var]", [1]),
]

TEMPLATES = [
    ('"a${var.s}b"', "astrb"),
    ('"${var.n}"', 3),
    ('"${var.l}"', ["a", "b", "c"]),
    ('"${true}-${1.50}-${1e20}"', "true-1.5-100000000000000000000"),
    ('"$${var.s} %%{x} $var %x $$ %%"', "${var.s} %{x} $var %x $$ %%"),
    (r'"a\nb\t\"q\" \\ \u00e9 \U0001F600"', 'a\nb\t"q" \\ é 😀'),
    ('"%{ if var.n > 2 }yes%{ else }no%{ endif }"', "yes"),
    ('"%{ if var.n > 5 }yes%{ endif }"', ""),
    ('"%{ for x in var.l }<${x}>%{ endfor }"', "<a><b><c>"),
    ('"%{ for i, x in var.l ~}  ${i}=${x}  %{~ endfor }"', "0=a1=b2=c"),
    ('"a ${~ var.s ~} b"', "astrb"),
    ('"${join(",", [for s in var.l : "x${s}"])}"', "xa,xb,xc"),
    ('"${"${"${var.s}"}"}"', "str"),
]

HEREDOCS = [
    ("<<EOT\nhello\n  ${var.s}\nEOT", "hello\n  str\n"),
    ("<<-EOT\n    hello\n      ${var.s}\n    x\n  EOT", "hello\n  str\nx\n"),
    ("<<-EOT\n\n    a\n\n      b\n   \n    EOT", "\na\n\n  b\n   \n"),
    ('<<EOT\n\\n stays $${x} %%{y} "q"\nEOT', '\\n stays ${x} %{y} "q"\n'),
    # The strip marker takes the newline that ends the line's indentation, so that the next line keeps its own.
    (
        "<<-EOT\n    %{ for x in var.l ~}\n    item ${x}\n    %{ endfor ~}\n    end\n  EOT",
        "    item a\n    item b\n    item c\n    end\n",
    ),
    ("upper(<<EOT\nabc\nEOT\n)", "ABC\n"),
    ('[<<A\nx\nA\n, "b"]', ["x\n", "b"]),
    ("{ a = <<A\nx\nA\n b = 2 }", {"a": "x\n", "b": 2}),
]

CALLS = [
    ("max([5, 6]...)", 6),
    ('try(var.m.nope, "d")', "d"),
    ("try(var.l[10], var.l[0])", "a"),
    ('try(tonumber("x"), 5)', 5),
    ("can(var.m.nope)", False),
    ("can(var.m.x)", True),
    ("one([])", None),
    ("terraform.workspace", "default"),
    ("path.module", "."),
    ("path.root", "."),
]


@pytest.mark.parametrize(
    ("expression", "value"), OPERATORS + CONDITIONALS + COLLECTIONS + FOR + TEMPLATES + HEREDOCS + CALLS
)
def test_an_expression_has_the_value_that_terraform_gives_it(tree: Evaluate, expression: str, value: Any) -> None:
    result = tree(f"{SETTING}\nlocals {{\n  it = {expression}\n}}\n")

    assert result.local("it") == value
    assert type(result.local("it")) is type(value)
    assert result.gaps == []


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("var.l[7]", "there is no element 7"),
        ("var.l[-1]", "there is no element -1"),
        ("var.m.z", "no attribute `z`"),
        ("var.nothing.z", "null has no attribute"),
        ('"x${null}"', "null cannot stand in a text"),
        ('"x${var.l}"', "string required"),
        ("null ? 1 : 2", "a condition is null"),
        ("1 / 0", "divided by zero"),
        ('"a" < "b"', "number required"),
        ('"yes" && true', "bool required"),
        ("[for x in null : x]", "null cannot be iterated over"),
        ('[for x in "s" : x]', "cannot be iterated over"),
        ("{ for x in [1, 1] : x => x }", "have the key `1`"),
        ("{ (null) = 1 }", "a key of an object is null"),
        ('upper("a", "b")', "takes 1 argument"),
        ("nope(1)", "there is no function named `nope`"),
        ("max(5...)", "must be a list"),
        ("each.key", "`each.key` has no meaning here"),
        ("count.index", "`count` has no meaning here"),
        ("var.missing", "`var.missing` is not declared"),
        ("local.missing", "`local.missing` is not declared"),
        ("aws_x.missing.id", "`aws_x.missing` is not declared"),
        ("module.missing.id", "`module.missing` is not declared"),
        ("word", "`word` is no value"),
    ],
)
def test_what_terraform_refuses_is_unknown_and_says_why(tree: Evaluate, expression: str, complaint: str) -> None:
    result = tree(f"{SETTING}\nlocals {{\n  it = {expression}\n}}\n")

    assert complaint in result.local("it").reason
