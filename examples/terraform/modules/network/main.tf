locals {
  # One subnet for each tier in each zone: "private-eu-north-1a" => {...}
  subnets = merge([
    for tier, settings in var.tiers : {
      for index, zone in var.availability_zones : "${tier}-${zone}" => {
        tier       = tier
        zone       = zone
        public     = settings.public
        cidr_block = cidrsubnet(var.cidr_block, settings.newbits, settings.offset + index)
        tags       = settings.tags
      }
    }
  ]...)

  public_subnets  = { for key, subnet in local.subnets : key => subnet if subnet.public }
  private_subnets = { for key, subnet in local.subnets : key => subnet if !subnet.public }

  nat_gateway_count = var.nat_gateway == "none" ? 0 : var.nat_gateway == "single" ? 1 : length(var.availability_zones)
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr_block
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

# Nothing may use the group that AWS makes with every network, so it allows nothing.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-unused" }
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.value.zone
  cidr_block              = each.value.cidr_block
  map_public_ip_on_launch = each.value.public

  tags = merge(each.value.tags, { Name = "${var.name}-${each.key}", Tier = each.value.tier })
}

resource "aws_internet_gateway" "this" {
  count = length(local.public_subnets) > 0 ? 1 : 0

  vpc_id = aws_vpc.this.id
  tags   = { Name = var.name }
}

resource "aws_eip" "nat" {
  count = local.nat_gateway_count

  domain = "vpc"
  tags   = { Name = "${var.name}-nat-${count.index}" }
}

resource "aws_nat_gateway" "this" {
  count = local.nat_gateway_count

  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.this[keys(local.public_subnets)[count.index]].id
  tags          = { Name = "${var.name}-${count.index}" }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  count = length(aws_internet_gateway.this)

  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name}-public" }

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = one(aws_internet_gateway.this[*].id)
  }
}

resource "aws_route_table" "private" {
  for_each = toset(var.availability_zones)

  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name}-private-${each.key}" }

  dynamic "route" {
    for_each = local.nat_gateway_count == 0 ? [] : [index(var.availability_zones, each.key) % local.nat_gateway_count]

    content {
      cidr_block     = "0.0.0.0/0"
      nat_gateway_id = aws_nat_gateway.this[route.value].id
    }
  }
}

resource "aws_route_table_association" "public" {
  for_each = local.public_subnets

  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_route_table_association" "private" {
  for_each = local.private_subnets

  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.private[each.value.zone].id
}

resource "aws_network_acl" "data" {
  count = contains(keys(var.tiers), "data") ? 1 : 0

  vpc_id     = aws_vpc.this.id
  subnet_ids = [for key, subnet in local.subnets : aws_subnet.this[key].id if subnet.tier == "data"]
  tags       = { Name = "${var.name}-data" }

  dynamic "ingress" {
    for_each = { for position, port in var.data_ports : port => 100 + position * 10 }
    iterator = rule

    content {
      rule_no    = rule.value
      action     = "allow"
      protocol   = "tcp"
      from_port  = rule.key
      to_port    = rule.key
      cidr_block = var.cidr_block
    }
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 1024
    to_port    = 65535
    cidr_block = var.cidr_block
  }
}
