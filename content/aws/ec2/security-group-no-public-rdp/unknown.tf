variable "network" {
  type = string
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "the booking site"

  ingress {
    from_port   = 3389
    to_port     = 3389
    protocol    = "tcp"
    cidr_blocks = [var.network]
  }
}
