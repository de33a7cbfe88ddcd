data "aws_ec2_managed_prefix_list" "partners" {
  name = "partners"
}

resource "aws_security_group" "bastion" {
  name = "bastion"

  ingress {
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    prefix_list_ids = [data.aws_ec2_managed_prefix_list.partners.id]
  }
}
