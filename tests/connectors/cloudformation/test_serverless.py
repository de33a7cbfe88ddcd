"""SAM: what its resources expand to, under which ids, and where the parts stand."""

from typing import Any

import pytest

from seatrial.connectors.cloudformation.serverless.fields import Fields
from seatrial.connectors.cloudformation.serverless.policies import document_of, policy_templates
from seatrial.model.value import Unknown

from .reading import Reading, read

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.12
    Tracing: Active
    Environment:
      Variables: {SHARED: global}
    Layers: [arn:shared]
  Api:
    TracingEnabled: true
Conditions:
  Maybe: !Equals [!Ref AWS::Region, eu-west-1]
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      CodeUri: ./src
      Environment:
        Variables: {OWN: local}
      Layers: [arn:own]
      Tags: {team: crew}
      FunctionUrlConfig: {AuthType: NONE}
      AutoPublishAlias: live
      Policies:
        - AmazonS3ReadOnlyAccess
        - Statement:
            - {Effect: Allow, Action: '*', Resource: '*'}
        - SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}
      Events:
        Web: {Type: Api, Properties: {Path: '/a/{id}', Method: get}}
        Plain: {Type: HttpApi, Properties: {Path: /b, Method: any}}
        Files: {Type: S3, Properties: {Bucket: !Ref Files, Events: 's3:ObjectCreated:*'}}
        Work:
          Type: SQS
          Properties:
            Queue: !GetAtt Jobs.Arn
            BatchSize: 5
        Daily: {Type: Schedule, Properties: {Schedule: rate(1 day), Enabled: false}}
        News: {Type: SNS, Properties: {Topic: !Ref Topic}}
  Files: {Type: 'AWS::S3::Bucket'}
  Jobs: {Type: 'AWS::SQS::Queue'}
  Topic: {Type: 'AWS::SNS::Topic'}
"""


@pytest.fixture(scope="module")
def app() -> Reading:
    return read(TEMPLATE)


def sam(resources: str) -> Reading:
    return read("Transform: AWS::Serverless-2016-10-31\nResources:\n" + resources)


def attributes(reading: Reading, address: str) -> Any:
    return reading[address].attributes


def test_everything_that_a_function_makes_has_the_id_that_sam_gives_it(app: Reading) -> None:
    made = {(raw.address, raw.type) for raw in app.raws}

    assert made == {
        ("Files", "AWS::S3::Bucket"),
        ("Fn", "AWS::Lambda::Function"),
        ("Fn", "AWS::Serverless::Function"),
        ("FnAliaslive", "AWS::Lambda::Alias"),
        ("FnDaily", "AWS::Events::Rule"),
        ("FnDailyPermission", "AWS::Lambda::Permission"),
        ("FnFilesPermission", "AWS::Lambda::Permission"),
        ("FnNews", "AWS::SNS::Subscription"),
        ("FnNewsPermission", "AWS::Lambda::Permission"),
        ("FnPlainPermission", "AWS::Lambda::Permission"),
        ("FnRole", "AWS::IAM::Role"),
        ("FnURLInvokeAllowPublicAccess", "AWS::Lambda::Permission"),
        ("FnUrl", "AWS::Lambda::Url"),
        ("FnUrlPublicPermissions", "AWS::Lambda::Permission"),
        ("FnVersion", "AWS::Lambda::Version"),
        ("FnWebPermissionProd", "AWS::Lambda::Permission"),
        ("FnWork", "AWS::Lambda::EventSourceMapping"),
        ("Jobs", "AWS::SQS::Queue"),
        ("ServerlessHttpApi", "AWS::ApiGatewayV2::Api"),
        ("ServerlessHttpApiApiGatewayDefaultStage", "AWS::ApiGatewayV2::Stage"),
        ("ServerlessRestApi", "AWS::ApiGateway::RestApi"),
        ("ServerlessRestApiDeployment", "AWS::ApiGateway::Deployment"),
        ("ServerlessRestApiProdStage", "AWS::ApiGateway::Stage"),
        ("Topic", "AWS::SNS::Topic"),
    }
    assert not app.gaps


def test_what_globals_say_is_merged_into_a_function(app: Reading) -> None:
    function = attributes(app, "Fn")

    assert function["Runtime"] == "python3.12"
    assert function["Environment"] == {"Variables": {"SHARED": "global", "OWN": "local"}}
    assert function["Layers"] == ["arn:shared", "arn:own"]
    assert function["TracingConfig"] == {"Mode": "Active"}
    assert function["Tags"] == [{"Key": "lambda:createdBy", "Value": "SAM"}, {"Key": "team", "Value": "crew"}]


def test_the_resource_of_sam_is_kept_with_its_globals(app: Reading) -> None:
    kept = app.of_type("AWS::Serverless::Function")[0]

    assert kept.attributes["Tracing"] == "Active"
    assert kept.attributes["Handler"] == "app.handler"


def test_code_that_is_uploaded_is_unknown(app: Reading) -> None:
    code = attributes(app, "Fn")["Code"]

    assert isinstance(code, Unknown)
    assert "./src" in code.reason


def test_what_is_made_points_to_what_says_it(app: Reading) -> None:
    assert app.line("Fn") == 14
    assert app.line("Fn", "Handler") == 17
    assert app.line("Fn", "Runtime") == 4
    assert app.line("Fn", "Environment", "Variables", "SHARED") == 7
    assert app.line("Fn", "Environment", "Variables", "OWN") == 20
    assert app.line("Fn", "Layers", 0) == 8
    assert app.line("Fn", "TracingConfig", "Mode") == 5
    assert app.line("FnRole") == 25
    assert app.line("FnRole", "Policies", 0, "PolicyDocument", "Statement", 0, "Action") == 28
    assert app.line("FnRole", "AssumeRolePolicyDocument") == 25
    assert app.line("FnWork") == 34
    assert app.line("FnWork", "BatchSize") == 38
    assert app.line("FnUrl", "AuthType") == 23
    assert app.line("ServerlessRestApiProdStage", "TracingEnabled") == 10
    assert app.line("ServerlessRestApi") == 31


def test_a_function_gets_the_role_that_its_properties_call_for(app: Reading) -> None:
    role = attributes(app, "FnRole")

    assert role["ManagedPolicyArns"] == [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
        "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
    ]
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": ["lambda.amazonaws.com"]}
    assert [policy["PolicyName"] for policy in role["Policies"]] == ["FnRolePolicy1", "FnRolePolicy2"]
    assert role["Policies"][0]["PolicyDocument"] == {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def test_a_policy_template_becomes_its_statements(app: Reading) -> None:
    statement = attributes(app, "FnRole")["Policies"][1]["PolicyDocument"]["Statement"][0]

    assert statement["Action"] == ["sqs:SendMessage*"]
    (resource,) = statement["Resource"]
    assert resource.prefix == "arn:"
    assert [part.ref for part in resource.parts if isinstance(part, Unknown)][-1] == "Jobs"


def test_a_function_with_a_role_of_its_own_gets_none() -> None:
    reading = sam("  Fn: {Type: 'AWS::Serverless::Function', Properties: {Role: 'arn:r', InlineCode: x}}\n")

    assert [raw.type for raw in reading.raws] == ["AWS::Serverless::Function", "AWS::Lambda::Function"]
    assert attributes(reading, "Fn")["Role"] == "arn:r"
    assert attributes(reading, "Fn")["Code"] == {"ZipFile": "x"}


@pytest.mark.parametrize(
    ("policies", "documents", "arns"),
    [
        ("AmazonS3FullAccess", 0, ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]),
        ("{Statement: []}", 1, []),
        ("[!Ref AWS::NoValue, 'arn:x']", 0, ["arn:x"]),
        ("[!If [Yep, {Statement: []}, !Ref AWS::NoValue]]", 1, []),
        ("[S3ReadPolicy: {BucketName: b}, NoSuchPolicy: {A: b}]", 2, []),
    ],
)
def test_policies_are_inline_or_managed(policies: str, documents: int, arns: list[str]) -> None:
    reading = sam(
        f"  Fn: {{Type: 'AWS::Serverless::Function', Properties: {{InlineCode: x, Policies: {policies}}}}}\n"
        "Conditions: {Yep: !Equals [a, a]}\n"
    )

    role = attributes(reading, "FnRole")
    assert len(role.get("Policies", [])) == documents
    assert role["ManagedPolicyArns"][1:] == arns


def test_a_policy_template_that_nobody_knows_is_unknown() -> None:
    reading = sam("  Fn: {Type: 'AWS::Serverless::Function', Properties: {Policies: [NoSuchPolicy: {A: b}]}}\n")

    document = attributes(reading, "FnRole")["Policies"][0]["PolicyDocument"]
    assert isinstance(document, Unknown)
    assert "NoSuchPolicy" in document.reason


def test_a_public_url_is_open_to_everybody(app: Reading) -> None:
    permission = attributes(app, "FnUrlPublicPermissions")

    assert (permission["Principal"], permission["Action"], permission["FunctionUrlAuthType"]) == (
        "*",
        "lambda:InvokeFunctionUrl",
        "NONE",
    )
    assert permission["FunctionName"].ref == "FnAliaslive"


def test_a_permission_names_the_route_that_may_call(app: Reading) -> None:
    arn = attributes(app, "FnWebPermissionProd")["SourceArn"]

    assert arn.parts[-1] == "/*/GET/a/*"
    assert arn.parts[-2].ref == "ServerlessRestApi"


def test_a_schedule_that_is_off_says_so(app: Reading) -> None:
    rule = attributes(app, "FnDaily")

    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(1 day)", "DISABLED")


def test_an_api_knows_what_its_methods_ask_of_a_caller() -> None:
    reading = sam("""
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v-1
      EndpointConfiguration: PRIVATE
      AccessLogSetting: {DestinationArn: arn:logs}
      Auth: {DefaultAuthorizer: AWS_IAM}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: x
      Events:
        Guarded: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /a, Method: POST}}
        Open: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /b, Method: get, Auth: {Authorizer: NONE}}}
""")

    api = attributes(reading, "Api")
    assert api["EndpointConfiguration"] == {"Types": ["PRIVATE"]}
    assert api["Body"]["paths"]["/a"]["post"]["security"] == [{"AWS_IAM": []}]
    assert "security" not in api["Body"]["paths"]["/b"]["get"]
    assert attributes(reading, "Apiv1Stage")["AccessLogSetting"] == {"DestinationArn": "arn:logs"}
    assert reading.line("Api", "Body", "paths", "/b", "get") == 17
    assert "FnGuardedPermissionv1" in reading.by_id
    assert "ServerlessRestApi" not in reading.by_id


def test_an_http_api_has_a_stage_that_deploys_itself() -> None:
    reading = sam("""
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: true
      AccessLogSettings: {DestinationArn: arn:logs}
      Domain: {DomainName: b.example.com, CertificateArn: 'arn:c', SecurityPolicy: TLS_1_2}
""")

    assert attributes(reading, "Api")["CorsConfiguration"] == {"AllowOrigins": ["*"]}
    stage = attributes(reading, "ApiApiGatewayDefaultStage")
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    domain = attributes(reading, "ApiGatewayDomainNameV2f96a6ec2fb")
    assert domain["DomainNameConfigurations"][0]["SecurityPolicy"] == "TLS_1_2"


def test_the_implicit_api_exists_where_any_function_with_a_route_does() -> None:
    reading = sam("""
  Fn:
    Type: AWS::Serverless::Function
    Condition: Maybe
    Properties: {InlineCode: x, Events: {Web: {Type: Api, Properties: {Path: /a, Method: get}}}}
Conditions:
  Maybe: !Equals [!Ref AWS::Region, eu-west-1]
""")

    assert isinstance(reading["ServerlessRestApi"].exists, Unknown)
    assert isinstance(reading["FnRole"].exists, Unknown)


def test_a_function_under_a_false_condition_makes_nothing() -> None:
    reading = sam("""
  Fn:
    Type: AWS::Serverless::Function
    Condition: Gone
    Properties: {InlineCode: x, Events: {Web: {Type: Api, Properties: {Path: /a, Method: get}}}}
Conditions:
  Gone: !Equals [a, b]
""")

    assert reading.raws == ()


def test_a_reference_to_an_alias_leads_to_it(app: Reading) -> None:
    reading = sam("""
  Fn: {Type: 'AWS::Serverless::Function', Properties: {InlineCode: x, AutoPublishAlias: live}}
  Api: {Type: 'AWS::Serverless::Api', Properties: {StageName: prod}}
  Out:
    Type: Custom::Out
    Properties: {Alias: !Ref Fn.Alias, Version: !GetAtt Fn.Version.Version, Stage: !Sub '${Api.Stage}'}
""")

    out = attributes(reading, "Out")
    assert (out["Alias"].ref, out["Stage"].ref) == ("FnAliaslive", "ApiprodStage")
    assert (out["Version"].ref, out["Version"].attribute) == ("FnVersion", "Version")


def test_a_simple_table_is_a_table() -> None:
    reading = sam("""
  Table:
    Type: AWS::Serverless::SimpleTable
    DeletionPolicy: Retain
    Properties:
      PrimaryKey: {Name: who, Type: Number}
      SSESpecification: {SSEEnabled: true}
""")

    table = attributes(reading, "Table")
    assert table["KeySchema"] == [{"AttributeName": "who", "KeyType": "HASH"}]
    assert table["AttributeDefinitions"] == [{"AttributeName": "who", "AttributeType": "N"}]
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert (table["BillingMode"], table["DeletionPolicy"]) == ("PAY_PER_REQUEST", "Retain")
    assert reading.line("Table", "SSESpecification", "SSEEnabled") == 9


def test_a_state_machine_has_a_role_and_a_definition() -> None:
    reading = sam("""
  Steps:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt Fn.Arn, End: true}}}
      Logging: {Level: ALL}
      Tracing: {Enabled: true}
      Events:
        Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
  Fn: {Type: 'AWS::Serverless::Function', Properties: {InlineCode: x}}
""")

    steps = attributes(reading, "Steps")
    assert steps["LoggingConfiguration"] == {"Level": "ALL"}
    assert steps["TracingConfiguration"] == {"Enabled": True}
    assert steps["DefinitionString"].prefix.startswith('{"StartAt":"A"')
    assert attributes(reading, "StepsRole")["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {
        "Service": ["states.amazonaws.com"]
    }
    assert attributes(reading, "StepsDaily")["Targets"][0]["RoleArn"].ref == "StepsDailyRole"


def test_a_layer_and_an_application_stand_for_one_resource_each() -> None:
    reading = sam("""
  Layer: {Type: 'AWS::Serverless::LayerVersion', Properties: {ContentUri: 's3://b/k', RetentionPolicy: Delete}}
  Nested: {Type: 'AWS::Serverless::Application', Properties: {Location: nested.yaml, Parameters: {A: b}}}
""")

    assert attributes(reading, "Layer")["Content"] == {"S3Bucket": "b", "S3Key": "k"}
    assert attributes(reading, "Layer")["DeletionPolicy"] == "Delete"
    assert reading["Nested"].type == "AWS::CloudFormation::Stack"
    assert attributes(reading, "Nested")["TemplateURL"] == "nested.yaml"


def test_a_connector_makes_the_policy_that_it_stands_for() -> None:
    reading = sam("""
  Fn:
    Type: AWS::Serverless::Function
    Connectors:
      ToTable: {Properties: {Destination: {Id: Table}, Permissions: [Write]}}
    Properties: {InlineCode: x}
  Table: {Type: 'AWS::Serverless::SimpleTable'}
  Link:
    Type: AWS::Serverless::Connector
    Properties:
      Source: {Id: Fn}
      Destination: {Id: Files}
      Permissions: [Read]
  Files: {Type: 'AWS::S3::Bucket'}
""")

    embedded = attributes(reading, "FnToTablePolicy")
    assert embedded["Roles"][0].ref == "FnRole"
    assert "dynamodb:PutItem" in embedded["PolicyDocument"]["Statement"][0]["Action"]
    own = attributes(reading, "LinkPolicy")["PolicyDocument"]["Statement"][0]
    assert "s3:GetObject" in own["Action"]
    assert own["Resource"][0].ref == "Files"


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("Topic", {("LinkWriteLambdaPermission", "AWS::Lambda::Permission")}),
        ("Rule", {("LinkWriteLambdaPermission", "AWS::Lambda::Permission")}),
        ("Steps", {("LinkPolicy", "AWS::IAM::ManagedPolicy")}),
    ],
)
def test_a_connector_to_a_function_makes_what_its_source_needs(source: str, made: set[tuple[str, str]]) -> None:
    reading = sam(f"""
  Link:
    Type: AWS::Serverless::Connector
    Properties: {{Source: {{Id: {source}}}, Destination: {{Id: Fn}}, Permissions: [Write]}}
  Fn: {{Type: 'AWS::Lambda::Function'}}
  Topic: {{Type: 'AWS::SNS::Topic'}}
  Rule: {{Type: 'AWS::Events::Rule'}}
  Steps: {{Type: 'AWS::StepFunctions::StateMachine', Properties: {{RoleArn: !GetAtt Role.Arn}}}}
  Role: {{Type: 'AWS::IAM::Role'}}
""")

    assert {(raw.address, raw.type) for raw in reading.raws if raw.address.startswith("Link")} == made | {
        ("Link", "AWS::Serverless::Connector")
    }


def test_a_connector_from_a_topic_to_a_queue_makes_the_queue_s_policy() -> None:
    reading = sam("""
  Link:
    Type: AWS::Serverless::Connector
    Properties: {Source: {Id: Topic}, Destination: {Id: Queue}, Permissions: [Write]}
  Topic: {Type: 'AWS::SNS::Topic'}
  Queue: {Type: 'AWS::SQS::Queue'}
""")

    policy = attributes(reading, "LinkQueuePolicy")
    statement = policy["PolicyDocument"]["Statement"][0]
    assert policy["Queues"][0].ref == "Queue"
    assert (statement["Principal"], statement["Action"]) == ({"Service": "sns.amazonaws.com"}, "sqs:SendMessage")
    assert statement["Condition"]["ArnEquals"]["aws:SourceArn"].ref == "Topic"


def test_a_graphql_api_logs_unless_it_says_otherwise() -> None:
    reading = sam("""
  Api:
    Type: AWS::Serverless::GraphQLApi
    Properties:
      SchemaInline: 'type Query { a: String }'
      Auth: {Type: AWS_IAM, Additional: [{Type: API_KEY}]}
      ApiKeys: {Main: {}}
      DataSources:
        DynamoDb: {Posts: {TableName: !Ref Table, TableArn: !GetAtt Table.Arn, Permissions: [Read]}}
        Lambda: {Doer: {FunctionArn: 'arn:f'}}
  Quiet:
    Type: AWS::Serverless::GraphQLApi
    Properties: {SchemaUri: a.graphql, Logging: false, Auth: {Type: API_KEY}}
  Table: {Type: 'AWS::Serverless::SimpleTable'}
""")

    api = attributes(reading, "Api")
    assert api["AuthenticationType"] == "AWS_IAM"
    assert api["AdditionalAuthenticationProviders"] == [{"AuthenticationType": "API_KEY"}]
    assert api["LogConfig"]["FieldLogLevel"] == "ALL"
    assert reading["ApiMain"].type == "AWS::AppSync::ApiKey"
    allowed = attributes(reading, "ApiPostsDynamoDBDataSourceToTableConnectorPolicy")["PolicyDocument"]["Statement"]
    assert ["dynamodb:GetItem" in statement["Action"] for statement in allowed] == [True]
    assert attributes(reading, "ApiDoerLambdaDataSource")["ServiceRoleArn"].ref == "ApiDoerLambdaDataSourceRole"
    assert "LogConfig" not in attributes(reading, "Quiet")
    assert isinstance(attributes(reading, "QuietSchema")["Definition"], Unknown)


def test_every_policy_template_makes_statements() -> None:
    names = sorted(policy_templates())

    documents = [document_of(name, Fields({}, ())) for name in names]

    assert len(names) > 75
    for document in documents:
        assert document["Statement"]
        for statement in document["Statement"]:
            assert statement["Resource"]
            assert all(":" in action and " " not in action for action in statement["Action"])


def test_an_event_that_cannot_be_delivered_goes_to_a_queue_of_its_own() -> None:
    reading = sam("""
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: x
      Events:
        Daily: {Type: Schedule, Properties: {Schedule: rate(1 day), DeadLetterConfig: {Type: SQS}}}
        News: {Type: SNS, Properties: {Topic: 'arn:t', SqsSubscription: true}}
      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS}}}
""")

    queues = {raw.address for raw in reading.of_type("AWS::SQS::Queue")}
    assert queues == {"FnDailyQueue", "FnNewsQueue", "FnEventInvokeConfigOnFailureQueue"}
    assert attributes(reading, "FnDaily")["Targets"][0]["DeadLetterConfig"]["Arn"].ref == "FnDailyQueue"
    assert attributes(reading, "FnNews")["Protocol"] == "sqs"


def test_a_function_that_is_no_mapping_makes_what_it_can() -> None:
    reading = sam("  Fn: {Type: 'AWS::Serverless::Function', Properties: {Events: [a], Policies: 5, Tags: x}}\n")

    assert {raw.address for raw in reading.raws} == {"Fn", "FnRole"}


def test_loops_and_sam_go_together() -> None:
    reading = sam("""
  Fn::ForEach::Functions:
    - Name
    - [A, B]
    - Fn${Name}:
        Type: AWS::Serverless::Function
        Properties:
          InlineCode: x
          FunctionName: !Ref Name
""")

    assert attributes(reading, "FnB")["FunctionName"] == "B"
    assert reading.line("FnB", "FunctionName") == 11
    assert "FnBRole" in reading.by_id
