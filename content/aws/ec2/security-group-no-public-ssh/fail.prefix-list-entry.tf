resource "aws_ec2_managed_prefix_list" "partners" {
  name           = "partners"
  address_family = "IPv6"
  max_entries    = 5
}

resource "aws_ec2_managed_prefix_list_entry" "all" {
  for_each = toset(["2001:db8::/32", "::/0"])

  cidr           = each.value
  prefix_list_id = aws_ec2_managed_prefix_list.partners.id
}

resource "aws_security_group" "bastion" {
  name = "bastion"
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.bastion.id
  prefix_list_id    = aws_ec2_managed_prefix_list.partners.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
}
