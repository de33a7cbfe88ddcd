"""What leads to a resource of AWS, in the words of CloudFormation."""

from seatrial.connectors.cloudformation import security_groups
from seatrial.engine.aws.balancing import BalancerWords, Balancing
from seatrial.engine.aws.reach import Network, Words, any_of, truth
from seatrial.engine.aws.shielded import Use, Uses
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value

_TEMPLATE = "AWS::EC2::LaunchTemplate"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"
_TARGETS = "AWS::ElasticLoadBalancingV2::TargetGroup"
_LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
BY_NETWORK = Unknown("`PubliclyAccessible` is not said, and RDS decides by whether the VPC has an internet gateway")
_SCALER = "AWS::AutoScaling::AutoScalingGroup"

WORDS = Words(
    owners={
        "AWS::EC2::Instance": (
            ("LaunchTemplate.LaunchTemplateId", _TEMPLATE),
            ("LaunchTemplate.LaunchTemplateName", _TEMPLATE),
            ("NetworkInterfaces.NetworkInterfaceId", "AWS::EC2::NetworkInterface"),
        ),
        "AWS::RDS::DBInstance": (("DBClusterIdentifier", "AWS::RDS::DBCluster"),),
        "AWS::Neptune::DBInstance": (("DBClusterIdentifier", "AWS::Neptune::DBCluster"),),
    },
    groups=(
        "SecurityGroupIds",
        "SecurityGroups",
        "GroupSet",
        "NetworkInterfaces.GroupSet",
        "LaunchTemplateData.SecurityGroupIds",
        "LaunchTemplateData.NetworkInterfaces.Groups",
        "VPCSecurityGroups",
        "VpcSecurityGroupIds",
        "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",
        "BrokerNodeGroupInfo.SecurityGroups",
        "VPCOptions.SecurityGroupIds",
    ),
    group_types=(security_groups.GROUP,),
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html: one that is
    # made without groups takes everything.
    open_types={_BALANCER: ("Type", "network")},
    addressed=(
        "NetworkInterfaces.AssociatePublicIpAddress",
        "LaunchTemplateData.NetworkInterfaces.AssociatePublicIpAddress",
        "AssociatePublicIpAddress",
    ),
    more_addresses=("Ipv6Addresses", "Ipv6AddressCount", "NetworkInterfaces.Ipv6AddressCount"),
    elastic=(("AWS::EC2::EIP", "InstanceId"), ("AWS::EC2::EIPAssociation", "InstanceId")),
    subnets=(
        "SubnetId",
        "SubnetIds",
        "Subnets",
        "NetworkInterfaces.SubnetId",
        "LaunchTemplateData.NetworkInterfaces.SubnetId",
        "NetworkConfiguration.AwsvpcConfiguration.Subnets",
        "BrokerNodeGroupInfo.ClientSubnets",
        "DBSubnetGroupName",
        "ClusterSubnetGroupName",
    ),
    subnet_types=("AWS::EC2::Subnet",),
    subnet_sets=(
        "AWS::RDS::DBSubnetGroup",
        "AWS::Redshift::ClusterSubnetGroup",
        "AWS::Neptune::DBSubnetGroup",
    ),
    subnet_gives=("MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation"),
    attached=("AWS::EC2::SubnetRouteTableAssociation", "SubnetId"),
    table=("RouteTableId", "AWS::EC2::RouteTable"),
    routes=(("AWS::EC2::Route", "RouteTableId"),),
    gateway=("GatewayId", "AWS::EC2::InternetGateway"),
)

BALANCERS = BalancerWords(
    scalers=(
        (_SCALER, "LaunchTemplate.LaunchTemplateId"),
        (_SCALER, "LaunchTemplate.LaunchTemplateName"),
        (_SCALER, "LaunchConfigurationName"),
        (_SCALER, "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId"),
    ),
    attachments=(((_TARGETS, "Targets.Id"), ""), ((_CLASSIC, "Instances"), "")),
    behind=("LoadBalancers.TargetGroupArn", "LoadBalancers.LoadBalancerName", "TargetGroupARNs", "LoadBalancerNames"),
    groups=(_TARGETS,),
    balancers=(_BALANCER, _CLASSIC),
    listeners=(
        (_LISTENER, "DefaultActions.TargetGroupArn"),
        (_LISTENER, "DefaultActions.ForwardConfig.TargetGroups.TargetGroupArn"),
    ),
    rules=((_RULE, "Actions.TargetGroupArn"), (_RULE, "Actions.ForwardConfig.TargetGroups.TargetGroupArn")),
    listener=("ListenerArn", (_LISTENER,)),
    balancer="LoadBalancerArn",
    internal=("Scheme", "internal"),
    names=("Name", "LoadBalancerName"),
)

USES = (
    Use("AWS::EC2::Instance", ("SecurityGroupIds", "SecurityGroups", "NetworkInterfaces.GroupSet"), "address"),
    Use(
        _TEMPLATE,
        ("LaunchTemplateData.SecurityGroupIds", "LaunchTemplateData.NetworkInterfaces.Groups"),
        "address",
    ),
    Use("AWS::AutoScaling::LaunchConfiguration", ("SecurityGroups",), "address"),
    Use(_BALANCER, ("SecurityGroups",), "balancer"),
    Use(_CLASSIC, ("SecurityGroups",), "balancer"),
    Use("AWS::Redshift::Cluster", ("VpcSecurityGroupIds",), "PubliclyAccessible"),
    Use("AWS::DMS::ReplicationInstance", ("VpcSecurityGroupIds",), "unknown"),
    Use("AWS::AmazonMQ::Broker", ("SecurityGroups",), "PubliclyAccessible"),
    Use(
        "AWS::ECS::Service",
        ("NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",),
        "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp",
    ),
    *(
        Use(type_, (path,), "never")
        for type_, path in (
            ("AWS::DocDB::DBCluster", "VpcSecurityGroupIds"),
            ("AWS::EFS::MountTarget", "SecurityGroups"),
            ("AWS::ElastiCache::CacheCluster", "VpcSecurityGroupIds"),
            ("AWS::ElastiCache::ReplicationGroup", "SecurityGroupIds"),
            ("AWS::Lambda::Function", "VpcConfig.SecurityGroupIds"),
            ("AWS::OpenSearchService::Domain", "VPCOptions.SecurityGroupIds"),
            ("AWS::Elasticsearch::Domain", "VPCOptions.SecurityGroupIds"),
            ("AWS::EC2::VPCEndpoint", "SecurityGroupIds"),
        )
    ),
    *(
        Use(type_, (path,), "unknown")
        for type_, path in (
            ("AWS::Batch::ComputeEnvironment", "ComputeResources.SecurityGroupIds"),
            ("AWS::EC2::NetworkInterface", "GroupSet"),
            ("AWS::EC2::SpotFleet", "SpotFleetRequestConfigData.LaunchSpecifications.SecurityGroups.GroupId"),
            ("AWS::EKS::Cluster", "ResourcesVpcConfig.SecurityGroupIds"),
            ("AWS::EKS::Nodegroup", "RemoteAccess.SourceSecurityGroups"),
            ("AWS::EMR::Cluster", "Instances.EmrManagedMasterSecurityGroup"),
            ("AWS::EMR::Cluster", "Instances.EmrManagedSlaveSecurityGroup"),
            ("AWS::MSK::Cluster", "BrokerNodeGroupInfo.SecurityGroups"),
            ("AWS::Neptune::DBCluster", "VpcSecurityGroupIds"),
            ("AWS::RDS::DBCluster", "VpcSecurityGroupIds"),
            # Where it says nothing, RDS decides by the network whether an instance has a public address.
            ("AWS::RDS::DBInstance", "VPCSecurityGroups"),
            ("AWS::Transfer::Server", "EndpointDetails.SecurityGroupIds"),
        )
    ),
)


def network(index: Index) -> Network:
    return Network(index, WORDS, lambda group, blocks: security_groups.rules_of_group(group, blocks, "ingress"))


def balancing(index: Index) -> Balancing:
    return Balancing(index, BALANCERS, index.once(network))


def is_shielded(group: Raw, index: Index) -> Value:
    """Whether everything here that uses a security group is known to have no public address."""
    return Uses(index, USES, index.once(network), index.once(balancing)).are_private(group)


def has_public_member(cluster: Raw, index: Index) -> Value:
    """Whether a cluster or an instance of it has a public address; RDS decides by the network where none is said."""
    said = cluster.attributes.get("PubliclyAccessible")
    instances = index.naming(cluster, "AWS::RDS::DBInstance", "DBClusterIdentifier")
    neptune = index.naming(cluster, "AWS::Neptune::DBInstance", "DBClusterIdentifier")
    found = [said, *(member.attributes.get("PubliclyAccessible", BY_NETWORK) for member in instances)]
    return any_of(map(truth, (*found, *(member.attributes.get("PubliclyAccessible") for member in neptune))))
