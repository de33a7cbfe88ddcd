resource "aws_ec2_transit_gateway" "ferry" {
  description                    = "ferry"
  auto_accept_shared_attachments = "enable"
}
