resource "aws_security_group" "web" {
  name        = "web"
  description = "the booking site"

  ingress {
    description = "x"
    from_port   = 3306
    to_port     = 3306
    protocol    = "tcp"
    ipv6_cidr_blocks = ["::/0"]
  }
}
