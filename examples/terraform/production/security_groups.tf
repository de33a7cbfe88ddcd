# Rules written inside of the group.
resource "aws_security_group" "load_balancer" {
  name        = "${local.name}-load-balancer"
  description = "Browsers of passengers"
  vpc_id      = module.network.vpc_id

  ingress {
    description      = "HTTPS"
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }

  ingress {
    description = "HTTP, to be sent on to HTTPS"
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    description = "Services"
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = [module.network.cidr_block]
  }
}

# Rules made from a list.
resource "aws_security_group" "bastion" {
  name        = "${local.name}-bastion"
  description = "Way in for operators"
  vpc_id      = module.network.vpc_id

  dynamic "ingress" {
    for_each = toset(var.office_cidr_blocks)
    iterator = office

    content {
      description = "SSH from an office"
      from_port   = 22
      to_port     = 22
      protocol    = "tcp"
      cidr_blocks = [office.value]
    }
  }

  egress {
    description = "Anywhere inside"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = [module.network.cidr_block]
  }
}

# Rules as blocks of their own, in the older form.
resource "aws_security_group" "importer" {
  name   = "${local.name}-timetable-importer"
  vpc_id = module.network.vpc_id
}

resource "aws_security_group_rule" "importer_ssh" {
  security_group_id = aws_security_group.importer.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "importer_out" {
  security_group_id = aws_security_group.importer.id
  description       = "File server of the partner"
  type              = "egress"
  protocol          = "tcp"
  from_port         = 989
  to_port           = 990
  cidr_blocks       = ["192.0.2.40/32"]
}

# Rules as blocks of their own, in the newer form.
resource "aws_security_group" "cache" {
  name        = "${local.name}-cache"
  description = "Seat maps"
  vpc_id      = module.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "cache" {
  security_group_id            = aws_security_group.cache.id
  description                  = "Redis from the cluster"
  referenced_security_group_id = module.cluster.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

# Rules as the value of an attribute, so that none of another origin survives.
resource "aws_security_group" "reports" {
  name        = "${local.name}-reports"
  description = "Reports for the harbour office"
  vpc_id      = module.network.vpc_id
  egress      = []

  ingress = [
    for port in [443, 8443] : {
      description      = "Office, port ${port}"
      from_port        = port
      to_port          = port
      protocol         = "tcp"
      cidr_blocks      = var.office_cidr_blocks
      ipv6_cidr_blocks = []
      prefix_list_ids  = []
      security_groups  = []
      self             = false
    }
  ]
}
