"""What the tests of this folder share: a small declared resource, and ways to compile over it."""

from collections.abc import Mapping, Sequence
from typing import Any

from seatrial import cel
from seatrial.cel import BOOL, DYN, INT, STRING, Function, ListType, MapType, ObjectType, Program, Type
from seatrial.model.value import Value

RULE = ObjectType("", {"port": INT, "cidr": STRING, "open": BOOL})
BUCKET = ObjectType(
    "aws.s3.bucket",
    {
        "name": STRING,
        "versioning_enabled": BOOL,
        "public": BOOL,
        "retention_days": INT,
        "tags": MapType(STRING, STRING),
        "ingress": ListType(RULE),
        "owners": ListType(STRING),
        "raw": DYN,
    },
)


def bucket(**properties: Value) -> dict[str, Value]:
    """A bucket on which nothing is wrong, but for what is given."""
    return {
        "name": "logs",
        "versioning_enabled": True,
        "public": False,
        "retention_days": 30,
        "tags": {"team": "data"},
        "ingress": [],
        "owners": ["ann"],
        "raw": {},
    } | properties


def check(text: str, functions: Sequence[Function] = ()) -> Program:
    """An expression over a bucket, as a check has it."""
    return cel.compile(text, variables={"resource": BUCKET}, functions=functions)


def evaluate(text: str, **values: Any) -> Value:
    """The value of an expression over variables of any type."""
    variables: Mapping[str, Type] = dict.fromkeys(values, DYN)
    return cel.compile(text, variables=variables)(*values.values())
