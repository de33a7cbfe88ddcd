resource "aws_security_group" "web" {
  name        = "web"
  description = "the booking site"

  ingress {
    description = "x"
    from_port   = 3306
    to_port     = 3306
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
