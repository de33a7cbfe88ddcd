"""What leads to a resource of AWS, in the words of its Terraform provider."""

from seatrial.connectors.terraform import security_groups
from seatrial.engine.aws.balancing import BalancerWords, Balancing
from seatrial.engine.aws.reach import Network, Words, any_of, truth
from seatrial.engine.aws.shielded import Use, Uses
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Value

_TEMPLATE = (
    ("launch_template.id", "aws_launch_template"),
    ("launch_template.name", "aws_launch_template"),
    ("network_interface.network_interface_id", "aws_network_interface"),
    ("primary_network_interface.network_interface_id", "aws_network_interface"),
)

WORDS = Words(
    owners={
        "aws_instance": _TEMPLATE,
        "aws_spot_instance_request": _TEMPLATE,
        "aws_rds_cluster_instance": (("cluster_identifier", "aws_rds_cluster"),),
        "aws_neptune_cluster_instance": (("cluster_identifier", "aws_neptune_cluster"),),
    },
    groups=(
        "vpc_security_group_ids",
        "security_groups",
        "security_group_ids",
        "security_group_names",
        "network_interfaces.security_groups",
        "network_configuration.security_groups",
        "broker_node_group_info.security_groups",
        "vpc_options.security_group_ids",
    ),
    group_types=security_groups.GROUPS,
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html: one that is
    # made without groups takes everything.
    open_types={"aws_lb": ("load_balancer_type", "network"), "aws_alb": ("load_balancer_type", "network")},
    addressed=("associate_public_ip_address", "network_interfaces.associate_public_ip_address"),
    more_addresses=(
        "public_ip",
        "ipv6_addresses",
        "ipv6_address_count",
        "network_interfaces.ipv6_addresses",
        "network_interfaces.ipv6_address_count",
    ),
    elastic=(("aws_eip", "instance"), ("aws_eip_association", "instance_id")),
    subnets=(
        "subnet_id",
        "subnet_ids",
        "subnets",
        "network_interfaces.subnet_id",
        "network_configuration.subnets",
        "broker_node_group_info.client_subnets",
        "db_subnet_group_name",
        "cluster_subnet_group_name",
        "neptune_subnet_group_name",
    ),
    subnet_types=("aws_subnet", "aws_default_subnet"),
    subnet_sets=("aws_db_subnet_group", "aws_redshift_subnet_group", "aws_neptune_subnet_group"),
    subnet_gives=("map_public_ip_on_launch", "assign_ipv6_address_on_creation"),
    attached=("aws_route_table_association", "subnet_id"),
    table=("route_table_id", "aws_route_table"),
    routes=(("aws_route", "route_table_id"),),
    inline_routes="route",
    gateway=("gateway_id", "aws_internet_gateway"),
)

_LISTENERS = ("aws_lb_listener", "aws_alb_listener")
_RULES = ("aws_lb_listener_rule", "aws_alb_listener_rule")

BALANCERS = BalancerWords(
    scalers=(
        ("aws_autoscaling_group", "launch_template.id"),
        ("aws_autoscaling_group", "launch_template.name"),
        ("aws_autoscaling_group", "launch_configuration"),
        (
            "aws_autoscaling_group",
            "mixed_instances_policy.launch_template.launch_template_specification.launch_template_id",
        ),
    ),
    attachments=(
        (("aws_lb_target_group_attachment", "target_id"), "target_group_arn"),
        (("aws_alb_target_group_attachment", "target_id"), "target_group_arn"),
        (("aws_autoscaling_attachment", "autoscaling_group_name"), "lb_target_group_arn"),
        (("aws_autoscaling_attachment", "autoscaling_group_name"), "elb"),
        (("aws_elb_attachment", "instance"), "elb"),
        (("aws_elb", "instances"), ""),
    ),
    behind=("load_balancer.target_group_arn", "load_balancer.elb_name", "target_group_arns", "load_balancers"),
    groups=("aws_lb_target_group", "aws_alb_target_group"),
    balancers=("aws_lb", "aws_alb", "aws_elb"),
    listeners=tuple(
        (type_, path)
        for type_ in _LISTENERS
        for path in ("default_action.target_group_arn", "default_action.forward.target_group.arn")
    ),
    rules=tuple(
        (type_, path) for type_ in _RULES for path in ("action.target_group_arn", "action.forward.target_group.arn")
    ),
    listener=("listener_arn", _LISTENERS),
    balancer="load_balancer_arn",
    internal=("internal", ""),
    names=("name", "name_prefix"),
)

_VPC, _PLAIN = "vpc_security_group_ids", "security_groups"

USES = (
    Use("aws_instance", (_VPC, _PLAIN), "address"),
    Use("aws_spot_instance_request", (_VPC, _PLAIN), "address"),
    Use("aws_launch_template", (_VPC, "network_interfaces.security_groups"), "address"),
    Use("aws_launch_configuration", (_PLAIN,), "address"),
    *(Use(type_, (_PLAIN,), "balancer") for type_ in BALANCERS.balancers),
    Use("aws_db_instance", (_VPC,), "publicly_accessible"),
    Use("aws_redshift_cluster", (_VPC,), "publicly_accessible"),
    Use("aws_dms_replication_instance", (_VPC,), "publicly_accessible"),
    Use("aws_mq_broker", (_PLAIN,), "publicly_accessible"),
    Use("aws_ecs_service", ("network_configuration.security_groups",), "network_configuration.assign_public_ip"),
    *(
        Use(type_, (path,), "never")
        for type_, path in (
            ("aws_docdb_cluster", _VPC),
            ("aws_efs_mount_target", _PLAIN),
            ("aws_elasticache_cluster", "security_group_ids"),
            ("aws_elasticache_replication_group", "security_group_ids"),
            ("aws_lambda_function", "vpc_config.security_group_ids"),
            ("aws_opensearch_domain", "vpc_options.security_group_ids"),
            ("aws_elasticsearch_domain", "vpc_options.security_group_ids"),
            ("aws_vpc_endpoint", "security_group_ids"),
        )
    ),
    *(
        Use(type_, (path,), "unknown")
        for type_, path in (
            ("aws_batch_compute_environment", "compute_resources.security_group_ids"),
            ("aws_eks_cluster", "vpc_config.security_group_ids"),
            ("aws_eks_node_group", "remote_access.source_security_group_ids"),
            ("aws_emr_cluster", "ec2_attributes.emr_managed_master_security_group"),
            ("aws_emr_cluster", "ec2_attributes.emr_managed_slave_security_group"),
            ("aws_msk_cluster", "broker_node_group_info.security_groups"),
            ("aws_neptune_cluster", _VPC),
            ("aws_network_interface", _PLAIN),
            ("aws_network_interface_sg_attachment", "security_group_id"),
            ("aws_rds_cluster", _VPC),
            ("aws_spot_fleet_request", "launch_specification.vpc_security_group_ids"),
            ("aws_transfer_server", "endpoint_details.security_group_ids"),
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
    """Whether an instance of a cluster has a public address; where none is said it has none."""
    return any_of(
        truth(member.attributes.get("publicly_accessible"))
        for type_ in ("aws_rds_cluster_instance", "aws_neptune_cluster_instance")
        for member in index.naming(cluster, type_, "cluster_identifier")
    )
