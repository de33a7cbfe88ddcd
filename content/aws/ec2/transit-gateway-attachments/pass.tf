resource "aws_ec2_transit_gateway" "ferry" {
  description = "ferry"
}
