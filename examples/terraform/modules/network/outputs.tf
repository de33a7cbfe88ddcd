output "vpc_id" {
  value = aws_vpc.this.id
}

output "cidr_block" {
  value = aws_vpc.this.cidr_block
}

output "subnet_ids" {
  description = "Ids of the subnets, by tier."
  value = {
    for tier in keys(var.tiers) : tier => [
      for key, subnet in local.subnets : aws_subnet.this[key].id if subnet.tier == tier
    ]
  }
}
