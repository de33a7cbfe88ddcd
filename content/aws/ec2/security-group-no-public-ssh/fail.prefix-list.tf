resource "aws_ec2_managed_prefix_list" "partners" {
  name           = "partners"
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr        = "192.0.2.0/24"
    description = "the yard"
  }

  entry {
    cidr        = "0.0.0.0/0"
    description = "everybody else"
  }
}

resource "aws_security_group" "bastion" {
  name = "bastion"

  ingress {
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    prefix_list_ids = [aws_ec2_managed_prefix_list.partners.id]
  }
}
