resource "aws_security_group" "web" {
  name        = "web"
  description = "the booking site"

  ingress {
    description = "x"
    from_port   = 2365
    to_port     = 2385
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
