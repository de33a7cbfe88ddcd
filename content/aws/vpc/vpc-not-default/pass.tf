resource "aws_vpc" "ferry" {
  cidr_block = "10.20.0.0/16"
}
