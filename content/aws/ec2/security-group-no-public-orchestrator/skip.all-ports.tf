resource "aws_security_group" "web" {
  name        = "web"
  description = "the booking site"
}

resource "aws_security_group_rule" "open" {
  type              = "ingress"
  security_group_id = aws_security_group.web.id
  cidr_blocks       = ["0.0.0.0/0"]
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
}
