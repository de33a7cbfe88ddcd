locals {
  environment = "staging"
  name        = "saltmarsh-${local.environment}"

  tags = {
    Environment = local.environment
    ManagedBy   = "terraform"
    Criticality = "low"
  }

  # Costs a third of production, and is empty at night.
  settings = merge(
    { instance_class = "db.t4g.medium", nat_gateway = "single" },
    try(yamldecode(file("${path.module}/overrides.yaml")), {}),
  )
}

module "network" {
  source = "../modules/network"

  name               = local.name
  cidr_block         = "10.30.0.0/16"
  availability_zones = formatlist("%s%s", var.region, ["a", "b"])
  nat_gateway        = local.settings.nat_gateway

  tiers = {
    public  = { newbits = 8, offset = 0, public = true }
    private = { newbits = 4, offset = 1 }
    data    = { newbits = 8, offset = 240 }
  }

  flow_logs = { enabled = false }
}

module "cluster" {
  source = "../modules/cluster"

  name            = local.name
  subnet_ids      = module.network.subnet_ids["private"]
  api_cidr_blocks = var.developer_cidr_blocks
  audited         = false

  node_groups = {
    general = {
      instance_types = ["t4g.large"]
      spot           = true
      imds_v1        = true
      size           = { min = 1, max = 4, desired = 2 }
    }
  }
}

module "bookings_database" {
  source = "../modules/database"

  name           = "bookings-staging"
  instance_class = local.settings.instance_class
  encrypted      = var.database_encrypted
  protected      = false
  backup_days    = 1
  vpc_id         = module.network.vpc_id
  subnet_ids     = module.network.subnet_ids["data"]

  client_security_group_ids = { cluster = module.cluster.security_group_id }
}

module "bucket" {
  source   = "../modules/bucket"
  for_each = var.buckets

  name       = "${local.name}-${each.value}"
  disposable = true
  versioned  = false
}

module "site" {
  source = "../modules/cdn"
  count  = var.enable_cdn ? 1 : 0

  name                   = coalesce(var.domain, local.name)
  bucket_domain_name     = module.bucket["tickets"].domain_name
  viewer_protocol_policy = "allow-all"
}

module "booking_events" {
  source = "../modules/queue"

  name = "${local.environment}-bookings"
}

resource "aws_ssm_parameter" "image_tag" {
  name  = "/ferry/${local.environment}/image-tag"
  type  = "String"
  value = var.image_tag
}
