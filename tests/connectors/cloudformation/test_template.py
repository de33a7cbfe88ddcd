"""Templates as wholes: which resources exist, what they say beside their properties, where everything stands."""

import pytest

from seatrial.model.value import Unknown

from .reading import read

CONDITIONS = """
Parameters:
  Stage: {Type: String}
  Size: {Type: String, AllowedValues: [small, large]}
  Keep: {Type: String, Default: true}
Conditions:
  Kept: !Equals [!Ref Keep, 'true']
  Production: !Equals [!Ref Stage, production]
  Huge: !Equals [!Ref Size, huge]
  Prefixed: !Equals [!Sub 'a-${Stage}', b]
  Both: !And [!Condition Kept, !Condition Production]
  Either: !Or [{Condition: Kept}, {Condition: Production}]
  Neither: !Not [{Condition: Either}]
  Never: !And [!Condition Production, !Condition Neither]
Resources:
"""


@pytest.mark.parametrize("name", ["Kept", "Either"])
def test_a_resource_under_a_true_condition_exists(name: str) -> None:
    reading = read(f"{CONDITIONS}  It: {{Type: 'AWS::S3::Bucket', Condition: {name}}}")

    assert reading["It"].exists is True


@pytest.mark.parametrize("name", ["Neither", "Never", "Huge", "Prefixed"])
def test_a_resource_under_a_false_condition_does_not_exist(name: str) -> None:
    reading = read(f"{CONDITIONS}  It: {{Type: 'AWS::S3::Bucket', Condition: {name}}}")

    assert reading.raws == ()


@pytest.mark.parametrize("name", ["Production", "Both", "Undeclared"])
def test_the_existence_of_a_resource_under_an_unknown_condition_is_unknown(name: str) -> None:
    reading = read(f"{CONDITIONS}  It: {{Type: 'AWS::S3::Bucket', Condition: {name}}}")

    assert isinstance(reading["It"].exists, Unknown)


def test_conditions_that_go_round_in_a_circle_are_a_gap() -> None:
    reading = read("""
        Conditions:
          A: !Not [!Condition B]
          B: !Not [!Condition A]
        Resources:
          It: {Type: 'AWS::S3::Bucket', Condition: A}
        """)

    assert isinstance(reading["It"].exists, Unknown)
    assert [(gap.location.line, gap.reason) for gap in reading.gaps] == [(2, "the condition `A` depends on itself")]


def test_what_a_resource_says_beside_its_properties_is_an_attribute_too() -> None:
    reading = read("""
        Resources:
          It:
            Type: AWS::RDS::DBInstance
            DeletionPolicy: Snapshot
            DependsOn: [Other]
            Metadata: {Owner: !Ref AWS::StackName}
            Properties:
              DependsOn: a property wins
        """)

    attributes = reading["It"].attributes
    assert attributes["DeletionPolicy"] == "Snapshot"
    assert attributes["DependsOn"] == "a property wins"
    assert isinstance(attributes["Metadata"]["Owner"], Unknown)
    assert reading.line("It", "DeletionPolicy") == 4
    assert reading.line("It", "DependsOn") == 8


def test_every_value_knows_its_line_in_yaml() -> None:
    reading = read("""
        Conditions:
          Kept: !Equals [a, a]
        Resources:
          It:
            Type: AWS::EC2::SecurityGroup
            Properties:
              Name:
                Fn::Join:
                  - '-'
                  - [a, b]
              Rules: !If
                - Kept
                - - CidrIp: 10.0.0.0/8
                  - !If [Kept, !Ref AWS::NoValue, {CidrIp: a}]
                  - CidrIp: 0.0.0.0/0
                    FromPort: 22
                - []
              Chosen: !Select
                - 1
                - - CidrIp: a
                  - CidrIp: b
        """)

    assert reading.line("It") == 4
    assert reading.line("It", "Name") == 7
    assert reading.line("It", "Rules", 0, "CidrIp") == 13
    assert reading["It"].attributes["Rules"][1]["FromPort"] == 22
    assert reading.line("It", "Rules", 1, "FromPort") == 16
    assert reading.line("It", "Chosen", "CidrIp") == 21
    assert reading.line("It", "Absent") == 4
    assert reading.line("It", "Rules", 1, "Absent") == 15


def test_every_value_knows_its_line_in_json() -> None:
    reading = read(
        """
        {"Conditions": {"Kept": {"Fn::Equals": ["a", "a"]}},
         "Resources": {
          "It": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
              "Tags": [
                {"Key": "a",
                 "Value": {"Fn::If": ["Kept",
                   "b",
                   "c"]}}]}}}}
        """,
        name="template.json",
    )

    assert reading["It"].attributes["Tags"] == [{"Key": "a", "Value": "b"}]
    assert reading.line("It") == 3
    assert reading.line("It", "Tags", 0, "Key") == 7
    assert reading.line("It", "Tags", 0, "Value") == 9


def test_a_resource_that_is_no_mapping_is_a_gap_for_itself_only() -> None:
    reading = read("""
        Resources:
          Broken: 5
          Untyped: {Properties: {}}
          Whole: {Type: 'AWS::S3::Bucket'}
        """)

    assert [raw.address for raw in reading.raws] == ["Whole"]
    assert [(gap.location.line, gap.reason) for gap in reading.gaps] == [
        (2, "the resource `Broken` is no mapping"),
        (3, "the resource `Untyped` has no type"),
    ]


def test_a_broken_template_is_a_gap_with_its_line() -> None:
    reading = read("Resources:\n  It:\n    Type: 'AWS::S3::Bucket\n")

    assert reading.raws == ()
    assert reading.gaps[0].location.line > 1


def test_a_broken_json_template_is_a_gap_with_its_line() -> None:
    reading = read('{"Resources": {\n "A": }}', name="a.json")

    assert [gap.location.line for gap in reading.gaps] == [2]


def test_properties_that_a_macro_adds_to_are_unknown_where_they_are_not_said() -> None:
    reading = read("""
        Resources:
          It:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: known
              Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: 's3://a/b'}}
        """)

    attributes = reading["It"].attributes
    assert attributes["BucketName"] == "known"
    assert isinstance(attributes["BucketEncryption"], Unknown)


def test_a_macro_over_the_whole_template_is_a_gap() -> None:
    reading = read("""
        Transform: [AWS::LanguageExtensions, OurMacro]
        Resources:
          It: {Type: 'AWS::S3::Bucket'}
        """)

    assert [gap.reason for gap in reading.gaps] == [
        "the macro `OurMacro` changes the template when the stack is made; it is not followed"
    ]


def test_a_module_is_a_gap() -> None:
    reading = read("""
        Resources:
          It: {Type: 'Our::S3::Bucket::MODULE', Properties: {A: b}}
        """)

    assert reading.raws == ()
    assert "lies in a registry" in reading.gaps[0].reason


def test_a_loop_writes_its_resources_out() -> None:
    reading = read("""
        Transform: AWS::LanguageExtensions
        Parameters:
          Names: {Type: CommaDelimitedList, Default: 'One,Two'}
        Resources:
          Fn::ForEach::Buckets:
            - Name
            - !Ref Names
            - Bucket${Name}:
                Type: AWS::S3::Bucket
                Properties:
                  BucketName: !Sub logs-${Name}-${AWS::Region}
                  Plain: !Ref Name
                  Peer: !GetAtt [!Sub 'Bucket${Name}', Arn]
        """)

    assert [raw.address for raw in reading.raws] == ["BucketOne", "BucketTwo"]
    assert reading["BucketTwo"].attributes["Plain"] == "Two"
    assert reading["BucketTwo"].attributes["BucketName"].prefix == "logs-Two-"
    assert reading["BucketTwo"].attributes["Peer"].ref == "BucketTwo"
    assert reading.line("BucketTwo") == 8
    assert reading.line("BucketTwo", "Plain") == 12


def test_loops_nest_and_keep_only_letters_and_digits_where_asked() -> None:
    reading = read("""
        Resources:
          Fn::ForEach::Outer:
            - Zone
            - [eu-1, us-2]
            - Fn::ForEach::Inner:
                - Kind
                - [A, B]
                - Net&{Zone}${Kind}:
                    Type: AWS::EC2::Subnet
                    Properties: {Zone: '${Zone}'}
        """)

    assert [raw.address for raw in reading.raws] == ["Neteu1A", "Neteu1B", "Netus2A", "Netus2B"]
    assert reading["Netus2B"].attributes["Zone"] == "us-2"


def test_a_loop_in_properties_adds_them() -> None:
    reading = read("""
        Resources:
          It:
            Type: AWS::S3::Bucket
            Properties:
              Fn::ForEach::Flags:
                - Flag
                - [BlockPublicAcls, IgnorePublicAcls]
                - ${Flag}: true
              Nested:
                Fn::ForEach::Flags:
                  - Flag
                  - [a]
                  - ${Flag}:
                      Name: !Ref Flag
        """)

    attributes = reading["It"].attributes
    assert attributes["IgnorePublicAcls"] is True
    assert attributes["Nested"] == {"a": {"Name": "a"}}
    assert reading.line("It", "Nested", "a", "Name") == 14


def test_a_loop_over_an_unknown_list_is_a_gap() -> None:
    reading = read("""
        Parameters:
          Names: {Type: CommaDelimitedList}
        Resources:
          Fn::ForEach::Buckets:
            - Name
            - !Ref Names
            - Bucket${Name}: {Type: 'AWS::S3::Bucket'}
          It: {Type: 'AWS::S3::Bucket'}
        """)

    assert [raw.address for raw in reading.raws] == ["It"]
    assert reading.gaps[0].location.line == 4
    assert "the parameter `Names` has no value here" in reading.gaps[0].reason


def test_two_documents_in_one_file_are_a_gap() -> None:
    reading = read("Resources: {}\n---\nResources: {}\n")

    assert [gap.location.line for gap in reading.gaps] == [3]
