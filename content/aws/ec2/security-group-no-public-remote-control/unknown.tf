variable "network" {
  type = string
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "the booking site"

  ingress {
    from_port   = 5985
    to_port     = 5985
    protocol    = "tcp"
    cidr_blocks = [var.network]
  }
}
