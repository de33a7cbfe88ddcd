resource "aws_security_group" "web" {
  name        = "web"
  description = "the booking site"

  ingress {
    description = "x"
    from_port   = 5985
    to_port     = 5985
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
