# A machine to look around from.  Remove it when the load test is over.
resource "aws_security_group" "debug" {
  name        = "${local.name}-debug"
  description = "Load test"
  vpc_id      = module.network.vpc_id

  dynamic "ingress" {
    for_each = { ssh = 22, grafana = 3000, postgres = 5432 }

    content {
      description = ingress.key
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = var.developer_cidr_blocks
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

data "aws_ami" "debian" {
  most_recent = true
  owners      = ["136693071363"]

  filter {
    name   = "name"
    values = ["debian-12-arm64-*"]
  }
}

resource "aws_instance" "debug" {
  ami                    = data.aws_ami.debian.id
  instance_type          = "t4g.small"
  subnet_id              = module.network.subnet_ids["public"][0]
  vpc_security_group_ids = [aws_security_group.debug.id]

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted = true
  }
}
