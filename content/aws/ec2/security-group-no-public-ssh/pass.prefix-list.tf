# Everybody is in the list that the other port is open to; the list of the port of SSH holds one network.
resource "aws_ec2_managed_prefix_list" "world" {
  name           = "world"
  address_family = "IPv4"
  max_entries    = 1

  entry {
    cidr = "0.0.0.0/0"
  }
}

resource "aws_ec2_managed_prefix_list" "office" {
  name           = "office"
  address_family = "IPv4"
  max_entries    = 1

  entry {
    cidr = "192.0.2.0/24"
  }
}

# AWS manages the lists of its own services.
data "aws_ec2_managed_prefix_list" "connect" {
  name = "com.amazonaws.eu-central-1.ec2-instance-connect"
}

resource "aws_security_group" "bastion" {
  name = "bastion"

  ingress {
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    prefix_list_ids = [aws_ec2_managed_prefix_list.office.id, data.aws_ec2_managed_prefix_list.connect.id]
  }

  ingress {
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    prefix_list_ids = [aws_ec2_managed_prefix_list.world.id]
  }
}
