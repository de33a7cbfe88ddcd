"""The rules of security groups and network ACLs, from every kind of block that can carry one."""

from collections.abc import Mapping

import pytest

from seatrial.connectors.terraform import facts
from seatrial.engine.index import Index
from seatrial.model.location import Location
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

OPEN = "0.0.0.0/0"
SSH = {"from_port": 22, "to_port": 22, "protocol": "tcp"}


def block(type_: str, attributes: Mapping[str, Value], *, name: str = "x", exists: bool | Unknown = True) -> Raw:
    return Raw(
        source="terraform",
        type=type_,
        address=f"{type_}.{name}",
        attributes=attributes,
        locate=lambda path: Location(f"{type_}.{name}", 1 + len(path)),
        exists=exists,
    )


def group(**attributes: Value) -> Raw:
    return block("aws_security_group", attributes, name="web")


def to(raw: Raw) -> Unknown:
    return Unknown("known after apply", ref=raw.address, attribute="id")


def ingress(raw: Raw, *others: Raw) -> list[Sourced]:
    rules = facts.security_group_ingress(raw, Index((raw, *others)))
    assert all(isinstance(rule, Sourced) for rule in rules)
    return list(rules)


def test_each_peer_of_an_inline_block_is_a_rule_that_points_at_its_own_element() -> None:
    web = group(
        ingress=[
            {
                **SSH,
                "cidr_blocks": ["10.0.0.0/8", OPEN],
                "ipv6_cidr_blocks": ["::/0"],
                "prefix_list_ids": ["pl-1"],
                "security_groups": ["sg-1"],
                "self": True,
            }
        ]
    )

    rules = ingress(web)

    assert [rule["cidr"] for rule in rules[:3]] == ["10.0.0.0/8", OPEN, None]
    assert [rule["cidr"] for rule in rules[4:]] == [None, None]
    assert [rule["ipv6_cidr"] for rule in rules][2] == "::/0"
    assert [rule["prefix_list_id"] for rule in rules][3] == "pl-1"
    assert [rule["source_group"] for rule in rules][4] == "sg-1"
    assert [rule["self"] for rule in rules] == [False, False, False, False, False, True]
    assert rules[1].origin_of("cidr").path == ("ingress", 0, "cidr_blocks", 1)
    assert rules[1].origin_of("from_port").path == ("ingress", 0, "from_port")
    assert rules[1].origin.path == ("ingress", 0)


def test_a_separate_rule_belongs_to_the_group_that_it_refers_to() -> None:
    web, other = group(), block("aws_security_group", {}, name="other")
    rule = block(
        "aws_security_group_rule", {**SSH, "type": "ingress", "cidr_blocks": [OPEN], "security_group_id": to(web)}
    )

    assert [found["cidr"] for found in ingress(web, other, rule)] == [OPEN]
    assert ingress(other, web, rule) == []
    assert facts.security_group_egress(web, Index((web, rule))) == []


def test_a_separate_rule_belongs_to_the_group_whose_id_it_has() -> None:
    web = group(id="sg-77")
    rule = block(
        "aws_security_group_rule", {**SSH, "type": "ingress", "cidr_blocks": [OPEN], "security_group_id": "sg-77"}
    )

    rules = ingress(web, rule)

    assert [(found["cidr"], found["from_port"], found["to_port"]) for found in rules] == [(OPEN, 22, 22)]
    assert rules[0].origin_of("cidr").raw is rule


def test_a_rule_resource_of_one_peer_gives_that_rule() -> None:
    web = group()
    rule = block(
        "aws_vpc_security_group_ingress_rule",
        {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv6": "::/0", "security_group_id": to(web)},
    )

    (found,) = ingress(web, rule)

    assert (found["protocol"], found["ipv6_cidr"], found["cidr"]) == ("tcp", "::/0", None)
    assert found.origin_of("ipv6_cidr").path == ("cidr_ipv6",)


def test_an_egress_rule_resource_is_no_ingress() -> None:
    web = group()
    rule = block(
        "aws_vpc_security_group_egress_rule", {"ip_protocol": "-1", "cidr_ipv4": OPEN, "security_group_id": to(web)}
    )
    index = Index((web, rule))

    assert facts.security_group_ingress(web, index) == []
    assert [found["cidr"] for found in facts.security_group_egress(web, index)] == [OPEN]


def test_the_default_group_has_rules_too() -> None:
    default = block("aws_default_security_group", {"ingress": [{**SSH, "self": True}]})

    assert [rule["self"] for rule in ingress(default)] == [True]


@pytest.mark.parametrize(
    ("protocol", "name"),
    [("TCP", "tcp"), ("6", "tcp"), (17, "udp"), (1.0, "icmp"), ("all", "-1"), (-1, "-1"), (None, "-1"), ("50", "50")],
)
def test_protocols_have_one_name_each(protocol: Value, name: str) -> None:
    (rule,) = ingress(group(ingress=[{"protocol": protocol, "cidr_blocks": [OPEN]}]))

    assert rule["protocol"] == name


@pytest.mark.parametrize(
    ("written", "ports"),
    [
        ({"protocol": "-1", "from_port": 0, "to_port": 0}, (0, 65535)),
        ({"protocol": "tcp"}, (0, 65535)),
        ({"protocol": "tcp", "from_port": "22", "to_port": "80"}, (22, 80)),
        ({"protocol": "tcp", "from_port": -1, "to_port": -1}, (0, 65535)),
        ({"protocol": "icmp", "from_port": 8, "to_port": -1}, (8, -1)),
    ],
)
def test_ports_are_numbers_and_all_of_them_are_the_whole_range(
    written: Mapping[str, Value], ports: tuple[int, int]
) -> None:
    (rule,) = ingress(group(ingress=[{**written, "cidr_blocks": [OPEN]}]))

    assert (rule["from_port"], rule["to_port"]) == ports


def test_what_is_no_port_is_unknown() -> None:
    (rule,) = ingress(group(ingress=[{"protocol": "tcp", "from_port": "ssh", "to_port": 1e400, "cidr_blocks": [OPEN]}]))

    assert type(rule["from_port"]) is Unknown
    assert type(rule["to_port"]) is Unknown


def test_an_unknown_list_of_peers_is_one_rule_with_an_unknown_peer() -> None:
    unknown = Unknown("`var.cidrs` has no value here")

    (rule,) = ingress(group(ingress=[{**SSH, "cidr_blocks": unknown}]))

    assert rule["cidr"] is unknown
    assert rule["from_port"] == 22


def test_an_unknown_number_of_blocks_is_an_unknown_rule() -> None:
    unknown = Unknown("`var.rules` has no value here")
    web = group(ingress=unknown)

    assert facts.security_group_ingress(web, Index((web,))) == [unknown]


def test_a_rule_that_a_state_has_twice_is_one_rule_at_its_own_block() -> None:
    written = {**SSH, "cidr_blocks": [OPEN], "description": ""}
    web = group(id="sg-1", ingress=[written, {**SSH, "cidr_blocks": ["10.0.0.0/8"]}])
    rule = block(
        "aws_security_group_rule", {**SSH, "type": "ingress", "cidr_blocks": [OPEN], "security_group_id": "sg-1"}
    )

    rules = ingress(web, rule)

    assert [(found["cidr"], found.origin.raw.type) for found in rules] == [
        ("10.0.0.0/8", "aws_security_group"),
        (OPEN, "aws_security_group_rule"),
    ]


def test_a_rule_that_may_not_exist_says_nothing_for_certain() -> None:
    web = group()
    doubt = Unknown("`var.create` has no value here")
    attributes = {**SSH, "type": "ingress", "cidr_blocks": [OPEN], "security_group_id": to(web)}
    rule = block("aws_security_group_rule", attributes, exists=doubt)

    (found,) = ingress(web, rule)

    assert found["cidr"] is doubt
    assert found["ipv6_cidr"] is None


def test_a_rule_without_a_peer_is_still_a_rule() -> None:
    (rule,) = ingress(group(ingress=[SSH]))

    assert (rule["cidr"], rule["self"], rule["direction"]) == (None, False, "ingress")


def test_a_rule_is_loose_only_where_its_group_is_elsewhere() -> None:
    web = group(id="sg-1")
    attributes = {**SSH, "type": "egress", "cidr_blocks": [OPEN]}
    attached = block("aws_security_group_rule", {**attributes, "security_group_id": to(web)})
    named = block("aws_security_group_rule", {**attributes, "security_group_id": "sg-1"})
    elsewhere = block("aws_security_group_rule", {**attributes, "security_group_id": "sg-2"})
    unknown = block("aws_security_group_rule", {**attributes, "security_group_id": Unknown("no value")})

    index = Index((web, attached, named, elsewhere, unknown))

    assert facts.loose_security_group_rules(attached, index) == []
    assert facts.loose_security_group_rules(named, index) == []
    assert [rule["direction"] for rule in facts.loose_security_group_rules(elsewhere, index)] == ["egress"]
    assert [rule["cidr"] for rule in facts.loose_security_group_rules(unknown, index)] == [OPEN]


def test_the_entries_of_a_network_acl_come_from_within_and_from_beside() -> None:
    acl = block(
        "aws_network_acl",
        {
            "ingress": [
                {
                    "rule_no": 100,
                    "action": "Allow",
                    "protocol": "tcp",
                    "from_port": 22,
                    "to_port": 22,
                    "cidr_block": OPEN,
                }
            ]
        },
    )
    beside = block(
        "aws_network_acl_rule",
        {
            "network_acl_id": to(acl),
            "rule_number": 200,
            "rule_action": "deny",
            "protocol": -1,
            "egress": True,
            "ipv6_cidr_block": "::/0",
        },
    )

    entries = facts.network_acl_entries(acl, Index((acl, beside)))

    assert [(entry["direction"], entry["rule_number"], entry["action"]) for entry in entries] == [
        ("ingress", 100, "allow"),
        ("egress", 200, "deny"),
    ]
    assert [(entry["from_port"], entry["to_port"]) for entry in entries] == [(22, 22), (0, 65535)]
    assert entries[0].origin_of("cidr").path == ("ingress", 0, "cidr_block")
    assert entries[1].origin_of("action").raw is beside


def test_an_entry_is_loose_only_where_its_acl_is_elsewhere() -> None:
    default = block("aws_default_network_acl", {})
    attached = block("aws_network_acl_rule", {"network_acl_id": to(default)})
    elsewhere = block("aws_network_acl_rule", {"network_acl_id": "acl-9", "cidr_block": OPEN})
    index = Index((default, attached, elsewhere))

    assert facts.loose_network_acl_entries(attached, index) == []
    assert [entry["cidr"] for entry in facts.loose_network_acl_entries(elsewhere, index)] == [OPEN]
