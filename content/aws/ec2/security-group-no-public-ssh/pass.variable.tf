variable "office" {
  type = string
}

resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Bastion"

  ingress {
    description      = "One address, whichever it is, and the private networks"
    from_port        = 22
    to_port          = 22
    protocol         = "tcp"
    cidr_blocks      = ["${var.office}/32", "10.0.0.0/8"]
    ipv6_cidr_blocks = ["fc00::/7"]
  }
}
