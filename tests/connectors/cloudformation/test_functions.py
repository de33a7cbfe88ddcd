"""What each function of the template language comes to."""

import pytest

from seatrial.model.value import Unknown

from .reading import read, value

PARAMETERS = """
Parameters:
  Name: {Type: String, Default: harbour}
  Ports: {Type: CommaDelimitedList, Default: '80, 443'}
  Open: {Type: String}
  Stage: {Type: String, AllowedValues: [dev, test]}
Mappings:
  Regions:
    eu-west-1: {Image: ami-1, Kind: same}
    us-east-1: {Image: ami-2, Kind: same}
  Accounts:
    123456789012: {Name: production}
Conditions:
  Kept: !Equals [!Ref Name, harbour]
  Gone: !Not [!Condition Kept]
  Maybe: !Equals [!Ref Open, x]
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Ref Name", "harbour"),
        ("{Ref: Name}", "harbour"),
        ("!Ref Ports", ["80", "443"]),
        ("!Sub 'x-${Name}'", "x-harbour"),
        ("!Sub 'x-${!Name}'", "x-${Name}"),
        ("!Sub ['${A}-${Name}', {A: !Select [1, !Ref Ports]}]", "443-harbour"),
        ("{'Fn::Sub': ['${A}', {A: {Ref: Name}}]}", "harbour"),
        ("!Join ['-', [a, !Ref Name, 3]]", "a-harbour-3"),
        ("!Join ['', !Ref Ports]", "80443"),
        ("!Join [',', [a, !Ref AWS::NoValue]]", "a"),
        ("!Select [0, [a, b]]", "a"),
        ("!Select ['1', !Split ['-', a-b-c]]", "b"),
        ("!Split [',', 'a,b']", ["a", "b"]),
        ("!FindInMap [Regions, eu-west-1, Image]", "ami-1"),
        ("!FindInMap [Regions, nowhere, Image, {DefaultValue: ami-0}]", "ami-0"),
        ("!FindInMap [Accounts, '123456789012', Name]", "production"),
        ("!FindInMap [Regions, !Ref AWS::Region, Kind]", "same"),
        ("!If [Kept, a, b]", "a"),
        ("!If [Gone, a, b]", "b"),
        ("!If [Maybe, a, a]", "a"),
        ("!If [Gone, a, !Ref AWS::NoValue]", "absent"),
        ("{'Fn::If': [Kept, {'Fn::If': [Gone, a, b]}, c]}", "b"),
        ("!Base64 hello", "aGVsbG8="),
        ("!Cidr [10.0.0.0/16, 3, 8]", ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]),
        ("!Cidr ['2001:db8::/56', '1', '64']", ["2001:db8::/64"]),
        ("!Length [a, b]", 2),
        ("!Length {Ref: Ports}", 2),
        ("!ToJsonString {a: [1, true], b: !Ref Name}", '{"a":[1,true],"b":"harbour"}'),
        ("[a, !Ref AWS::NoValue, b]", ["a", "b"]),
        ("{a: 1, b: !Ref AWS::NoValue}", {"a": 1}),
        ("{Condition: {Bool: {x: 'y'}}}", {"Condition": {"Bool": {"x": "y"}}}),
        ("{Version: 2012-10-17}", {"Version": "2012-10-17"}),
        ("'${Name}'", "${Name}"),
    ],
)
def test_a_function_comes_to(expression: str, expected: object) -> None:
    assert value(expression, before=PARAMETERS) == expected


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("!Ref Open", "the parameter `Open` has no value here; give --parameters FILE"),
        ("!Ref AWS::Region", "`AWS::Region` is known only when the stack is made"),
        ("!ImportValue vpc-id", "`vpc-id` is exported by another stack"),
        ("!GetAZs ''", "the availability zones are known only when the stack is made"),
        ("!Select [0, !GetAZs '']", "the availability zones are known only when the stack is made"),
        ("!FindInMap [Regions, !Ref AWS::Region, Image]", "`AWS::Region` is known only when the stack is made"),
        ("!If [Maybe, a, b]", "the parameter `Open` has no value here; give --parameters FILE"),
        ("!Transform {Name: 'AWS::Include', Parameters: {Location: s3://x}}", "`AWS::Include` writes this"),
        ("{'Fn::Transform': {Name: Mine}, a: b}", "what Fn::Transform adds here is known only when"),
        ("!Strange a", "Seatrial does not know the function Fn::Strange"),
        ("!Ref Nothing", "nothing in the template is called `Nothing`"),
        ("!GetAtt Nothing.Arn", "the template has no resource `Nothing`"),
        ("!Select [5, [a]]", "Fn::Select asks for an element that the list does not have"),
        ("!FindInMap [Regions, nowhere, Image]", "the template's mappings have no Regions / nowhere / Image"),
        ("!Cidr [10.0.0.0/24, 300, 1]", "Fn::Cidr cannot divide this block so"),
        ("!If [Missing, a, b]", "the template has no condition `Missing`"),
        ("!Join a", "Fn::Join does not have a delimiter and a list"),
        ("'{{resolve:ssm:/name:1}}'", "it is kept in Parameter Store"),
        ("!Sub '{{resolve:secretsmanager:${Open}:SecretString:p}}'", "it is kept in Secrets Manager"),
    ],
)
def test_what_is_not_known_says_why(expression: str, reason: str) -> None:
    found = value(expression, before=PARAMETERS)

    assert isinstance(found, Unknown)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("'{{resolve:secretsmanager:a:SecretString:p}}'", "secret store"),
        ("'{{resolve:ssm-secure:/a:1}}'", "secret store"),
        ("'{{resolve:ssm:/a:1}}'", "plain store"),
        ("!Sub '{{resolve:secretsmanager:${Open}:SecretString:p}}'", "secret store"),
        ("!Join ['', ['{{resolve:secretsmanager:', !Ref Open, '}}']]", "secret store"),
        ("!Ref Open", "given"),
        ("'x{{resolve:secretsmanager:a}}'", ""),
        ("!Sub '{{resolve:secretsmanager:${Open}}}example'", ""),
        ("!Sub '{{resolve:secretsmanager:${Open}}}{{resolve:ssm:a}}'", ""),
        ("!Sub '${Open}example'", ""),
    ],
)
def test_a_store_is_named_where_it_holds_the_whole_text(expression: str, kept: str) -> None:
    found = value(expression, before=PARAMETERS)

    assert isinstance(found, Unknown)
    assert found.kept == kept


def test_a_reference_to_a_resource_keeps_the_resource() -> None:
    found = value("!Ref Other")

    assert (found.ref, found.attribute, found.is_set) == ("Other", None, True)


@pytest.mark.parametrize("form", ["!GetAtt Other.Arn", "!GetAtt [Other, Arn]", "{'Fn::GetAtt': [Other, Arn]}"])
def test_an_attribute_of_a_resource_keeps_both(form: str) -> None:
    found = value(form)

    assert (found.ref, found.attribute) == ("Other", "Arn")


def test_an_attribute_with_a_dot_in_its_name_keeps_it_whole() -> None:
    assert value("!GetAtt Other.Endpoint.Address").attribute == "Endpoint.Address"


def test_the_known_pieces_of_a_text_are_kept() -> None:
    found = value("!Sub 'arn:${AWS::Partition}:s3:::${Other}/*'")

    assert [part.ref if isinstance(part, Unknown) else part for part in found.parts] == [
        "arn:",
        None,
        ":s3:::",
        "Other",
        "/*",
    ]
    assert found.prefix == "arn:"


def test_a_text_that_is_one_reference_is_that_reference() -> None:
    found = value("!Sub '${Other.Arn}'")

    assert (found.ref, found.attribute, found.parts) == ("Other", "Arn", ())


def test_json_text_keeps_what_surrounds_an_unknown() -> None:
    found = value("!ToJsonString {Resource: !GetAtt Other.Arn, Effect: 'Allow?'}")

    assert found.parts[0] == '{"Resource":"'
    assert found.parts[1].ref == "Other"
    assert found.parts[2] == '","Effect":"Allow?"}'


def test_a_list_of_which_an_element_may_be_missing_is_not_known_to_be_empty() -> None:
    alone = value("[!If [Maybe, a, !Ref AWS::NoValue]]", before=PARAMETERS)
    beside = value("[!If [Maybe, a, !Ref AWS::NoValue], b]", before=PARAMETERS)

    assert isinstance(alone, Unknown)
    assert isinstance(beside[0], Unknown)
    assert beside[1] == "b"


def test_a_property_that_may_be_missing_is_not_known_to_be_set() -> None:
    doubtful = value("!If [Maybe, a, !Ref AWS::NoValue]", before=PARAMETERS)
    certain = value("!If [Maybe, a, b]", before=PARAMETERS)

    assert (doubtful.is_set, certain.is_set) == (False, True)


def test_a_region_given_with_the_parameters_is_known() -> None:
    found = value(
        "!FindInMap [Regions, !Ref AWS::Region, Image]", before=PARAMETERS, parameters={"AWS::Region": "us-east-1"}
    )

    assert found == "ami-2"


def test_a_tag_that_nobody_knows_costs_its_own_value_only() -> None:
    reading = read("""
        Resources:
          Odd: {Type: 'AWS::S3::Bucket', Properties: {A: !Strange [1], B: 2}}
          Even: {Type: 'AWS::S3::Bucket'}
        """)

    assert [raw.address for raw in reading.raws] == ["Odd", "Even"]
    assert reading["Odd"].attributes["B"] == 2
    assert not reading.gaps
