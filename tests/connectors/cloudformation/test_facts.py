"""The facts that resource definitions read from templates by functions."""

from typing import Any

import pytest

from seatrial.connectors.cloudformation import facts
from seatrial.engine.index import Index
from seatrial.model.raw import Sourced
from seatrial.model.value import Unknown

from .reading import Reading, read

GROUP = """
Parameters:
  Open: {Type: String}
  Port: {Type: Number}
Conditions:
  Maybe: !Equals [!Ref Open, 'yes']
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupName: web
      GroupDescription: the web
      SecurityGroupIngress:
"""


def rules(reading: Reading, address: str, direction: str = "ingress") -> list[Any]:
    function = facts.security_group_ingress if direction == "ingress" else facts.security_group_egress
    found = function(reading[address], Index(reading.raws))
    assert isinstance(found, list)
    return found


def group(*lines: str, more: str = "") -> Reading:
    return read(GROUP + "".join(f"        {line}\n" for line in lines) + more)


def test_a_rule_has_every_key() -> None:
    reading = group("- {IpProtocol: tcp, FromPort: 22, ToPort: 23, CidrIp: 0.0.0.0/0, Description: ssh}")

    assert rules(reading, "Web") == [
        {
            "direction": "ingress",
            "protocol": "tcp",
            "from_port": 22,
            "to_port": 23,
            "description": "ssh",
            "self": False,
            "cidr": "0.0.0.0/0",
            "ipv6_cidr": None,
            "prefix_list_id": None,
            "source_group": None,
        }
    ]


@pytest.mark.parametrize(
    ("said", "protocol", "first", "last"),
    [
        ("IpProtocol: 6, FromPort: '80', ToPort: '81'", "tcp", 80, 81),
        ("IpProtocol: '17', FromPort: 53, ToPort: 53", "udp", 53, 53),
        ("IpProtocol: -1", "-1", 0, 65535),
        ("IpProtocol: '-1', FromPort: 22, ToPort: 22", "-1", 0, 65535),
        ("IpProtocol: TCP", "tcp", 0, 65535),
        ("IpProtocol: tcp, FromPort: -1, ToPort: -1", "tcp", 0, 65535),
        ("IpProtocol: icmp, FromPort: 8, ToPort: -1", "icmp", 8, -1),
        ("IpProtocol: 58, FromPort: -1, ToPort: -1", "icmpv6", -1, -1),
    ],
)
def test_protocols_and_ports_have_one_spelling(said: str, protocol: str, first: int, last: int) -> None:
    rule = rules(group(f"- {{{said}, CidrIp: 10.0.0.0/8}}"), "Web")[0]

    assert (rule["protocol"], rule["from_port"], rule["to_port"]) == (protocol, first, last)


def test_each_peer_is_a_rule_of_its_own() -> None:
    reading = group("- {IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 10.0.0.0/8, CidrIpv6: '::/0'}")

    assert [(rule["cidr"], rule["ipv6_cidr"]) for rule in rules(reading, "Web")] == [
        ("10.0.0.0/8", None),
        (None, "::/0"),
    ]


def test_a_rule_without_a_peer_is_one_rule() -> None:
    rule = rules(group("- {IpProtocol: tcp, FromPort: 1, ToPort: 1}"), "Web")[0]

    assert (rule["cidr"], rule["source_group"], rule["self"]) == (None, None, False)


def test_a_rule_stands_where_its_entry_does_and_its_peer_where_that_is_said() -> None:
    reading = group("- IpProtocol: tcp", "  FromPort: 22", "  CidrIp: 0.0.0.0/0")

    rule = rules(reading, "Web")[0]

    assert isinstance(rule, Sourced)
    assert rule.origin.location().line == 13
    assert rule.origin_of("cidr").location().line == 15
    assert rule.origin_of("self").location().line == 13


@pytest.mark.parametrize("group_id", ["GroupId: !Ref Web", "GroupId: !GetAtt Web.GroupId", "GroupName: web"])
def test_a_rule_beside_the_group_belongs_to_it(group_id: str) -> None:
    reading = group(
        "[]",
        more=f"""
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {{{group_id}, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}}
  Elsewhere:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {{GroupId: sg-0123, IpProtocol: tcp, FromPort: 23, ToPort: 23, CidrIp: 0.0.0.0/0}}
""",
    )

    index = Index(reading.raws)
    assert [rule["from_port"] for rule in rules(reading, "Web")] == [22]
    assert facts.loose_security_group_rules(reading["Rule"], index) == []
    assert [rule["from_port"] for rule in facts.loose_security_group_rules(reading["Elsewhere"], index)] == [23]


def test_a_rule_that_may_not_exist_says_nothing_certain() -> None:
    reading = group(
        "[]",
        more="""
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Condition: Maybe
    Properties: {GroupId: !Ref Web, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
""",
    )

    rule = rules(reading, "Web")[0]

    assert isinstance(rule["cidr"], Unknown)
    assert rule["ipv6_cidr"] is None
    assert rule["direction"] == "ingress"


def test_a_group_that_lets_itself_in_is_self() -> None:
    reading = group(
        "- {IpProtocol: tcp, SourceSecurityGroupId: sg-1}",
        more="""
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Web, IpProtocol: tcp, SourceSecurityGroupId: !GetAtt Web.GroupId}
""",
    )

    assert [(rule["self"], rule["source_group"]) for rule in rules(reading, "Web")] == [(False, "sg-1"), (True, None)]


def test_what_is_unknown_in_a_rule_stays_unknown() -> None:
    reading = group(
        "- {IpProtocol: tcp, FromPort: !Ref Port, ToPort: 22, CidrIp: !Ref Open}",
        "- !If [Maybe, {IpProtocol: tcp}, {IpProtocol: udp}]",
        "- text",
    )

    first, *rest = rules(reading, "Web")

    assert isinstance(first["from_port"], Unknown)
    assert isinstance(first["cidr"], Unknown)
    assert first["to_port"] == 22
    assert all(isinstance(rule, Unknown) for rule in rest)
    assert len(rest) == 2


def test_a_group_that_says_nothing_of_egress_lets_everything_out() -> None:
    rule = rules(group("[]"), "Web", "egress")[0]

    assert (rule["protocol"], rule["cidr"], rule["direction"]) == ("-1", "0.0.0.0/0", "egress")
    assert rule.origin.location().line == 7


def test_a_group_that_says_its_egress_has_that_alone() -> None:
    reading = read("""
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              SecurityGroupEgress: {IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationPrefixListId: pl-1}
        """)

    assert [(rule["from_port"], rule["prefix_list_id"]) for rule in rules(reading, "Web", "egress")] == [(443, "pl-1")]


def test_the_entries_of_an_acl_come_from_their_own_resources() -> None:
    reading = read("""
        Resources:
          Acl: {Type: 'AWS::EC2::NetworkAcl'}
          In:
            Type: AWS::EC2::NetworkAclEntry
            Properties:
              NetworkAclId: !Ref Acl
              RuleNumber: 100
              Protocol: 6
              RuleAction: ALLOW
              CidrBlock: 0.0.0.0/0
              PortRange: {From: 22, To: '23'}
          Out:
            Type: AWS::EC2::NetworkAclEntry
            Properties:
              NetworkAclId: !GetAtt Acl.Id
              Egress: 'true'
              Protocol: -1
              RuleAction: deny
              Ipv6CidrBlock: '::/0'
          Loose:
            Type: AWS::EC2::NetworkAclEntry
            Properties: {NetworkAclId: acl-1, Protocol: 17, RuleAction: allow}
        """)
    index = Index(reading.raws)

    entries = facts.network_acl_entries(reading["Acl"], index)

    keys = ("direction", "rule_number", "action", "protocol", "from_port", "to_port", "cidr", "ipv6_cidr")
    assert [tuple(entry[key] for key in keys) for entry in entries] == [
        ("ingress", 100, "allow", "tcp", 22, 23, "0.0.0.0/0", None),
        ("egress", None, "deny", "-1", 0, 65535, None, "::/0"),
    ]
    assert entries[0].origin_of("from_port").location().line == 11
    assert facts.loose_network_acl_entries(reading["In"], index) == []
    assert [entry["protocol"] for entry in facts.loose_network_acl_entries(reading["Loose"], index)] == ["udp"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Tags: [{Key: owner, Value: crew}, {Key: stage, Value: 1}]", {"owner": "crew", "stage": 1}),
        ("Tags: {owner: crew}", {"owner": "crew"}),
        ("FileSystemTags: [{Key: a, Value: b}]", {"a": "b"}),
        ("Tags: []", {}),
        ("Other: 1", None),
    ],
)
def test_tags_are_one_mapping(said: str, expected: object) -> None:
    reading = read(f"Resources:\n  It:\n    Type: AWS::X::Y\n    Properties:\n      {said}\n")

    assert facts.tags(reading["It"], Index(reading.raws)) == expected


def test_tags_of_which_a_key_is_unknown_are_unknown() -> None:
    reading = read("""
        Resources:
          It: {Type: 'AWS::X::Y', Properties: {Tags: [{Key: a, Value: b}, {Key: !Ref AWS::StackName, Value: c}]}}
        """)

    assert isinstance(facts.tags(reading["It"], Index(reading.raws)), Unknown)


@pytest.mark.parametrize(
    ("said", "expected"),
    [("PublicReadWrite", "public-read-write"), ("Private", "private"), ("AwsExecRead", "aws-exec-read")],
)
def test_a_canned_acl_has_the_spelling_of_the_api(said: str, expected: str) -> None:
    reading = read(f"Resources: {{It: {{Type: 'AWS::S3::Bucket', Properties: {{AccessControl: {said}}}}}}}")

    assert facts.canned_acl(reading["It"], Index(reading.raws)) == expected
