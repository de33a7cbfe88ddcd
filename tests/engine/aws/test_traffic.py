"""Rules that are not what they should be are unknown, never left out."""

from seatrial.engine.aws.traffic import port_in
from seatrial.engine.sourced import Part
from seatrial.model.location import Location
from seatrial.model.raw import Origin, Raw
from seatrial.model.value import is_unknown


def part(**attributes: object) -> Part:
    raw = Raw(
        source="terraform",
        type="aws_security_group",
        address="g",
        attributes=attributes,
        locate=lambda _: Location("main.tf", 1),
    )
    return Part(raw.attributes, Origin(raw))


def test_an_element_that_is_no_mapping_is_unknown() -> None:
    found = list(part(ingress=["0.0.0.0/0", {"from_port": 22}]).parts("ingress"))

    assert [is_unknown(item) for item in found] == [True, False]


def test_half_a_port_is_no_port() -> None:
    assert is_unknown(port_in(22.5, "tcp", otherwise=0))
    assert port_in(22.0, "tcp", otherwise=0) == 22


def test_a_port_that_is_no_number_is_quoted_in_short() -> None:
    found = port_in(["x" * 1000], "tcp", otherwise=0)

    assert is_unknown(found)
    assert len(found.reason) < 80
