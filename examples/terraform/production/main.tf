locals {
  environment = "production"
  name        = "saltmarsh-${local.environment}"
  zones       = [for letter in ["a", "b", "c"] : "${var.region}${letter}"]

  tags = {
    Environment = local.environment
    Owner       = "platform"
    CostCentre  = "4100"
    ManagedBy   = "terraform"
    Criticality = "high"
  }
}

module "network" {
  source = "../modules/network"

  name               = local.name
  cidr_block         = "10.20.0.0/16"
  availability_zones = local.zones
  nat_gateway        = "zonal"

  tiers = {
    public  = { newbits = 8, offset = 0, public = true, tags = { "kubernetes.io/role/elb" = "1" } }
    private = { newbits = 4, offset = 1, tags = { "kubernetes.io/role/internal-elb" = "1" } }
    data    = { newbits = 8, offset = 240 }
  }

  flow_logs = {
    retention_days = 365
    kms_key_arn    = aws_kms_key.logs.arn
  }
}

module "cluster" {
  source = "../modules/cluster"

  name            = local.name
  subnet_ids      = module.network.subnet_ids["private"]
  api_cidr_blocks = var.office_cidr_blocks
  kms_key_arn     = aws_kms_key.data.arn
  tags            = local.tags

  node_groups = {
    for name, group in var.node_groups : name => {
      instance_types = group.instance_types
      spot           = group.spot
      labels         = group.labels
      size           = { min = group.min, max = group.max }
      taints         = group.spot ? { interruptible = { value = "true", effect = "NO_SCHEDULE" } } : {}
    }
  }
}

module "bookings_database" {
  source = "../modules/database"

  name             = "bookings"
  instance_class   = "db.r7g.large"
  kms_key_arn      = aws_kms_key.data.arn
  highly_available = true
  backup_days      = 35
  vpc_id           = module.network.vpc_id
  subnet_ids       = module.network.subnet_ids["data"]

  storage = {
    initial_gib = 200
    limit_gib   = 1000
  }

  client_security_group_ids = {
    cluster = module.cluster.security_group_id
    bastion = aws_security_group.bastion.id
  }
}

# Holds what the old importer wrote; read by the reports only.
module "timetable_database" {
  source = "../modules/database"

  name        = "timetable-archive"
  encrypted   = false
  protected   = false
  backup_days = 0
  vpc_id      = module.network.vpc_id
  subnet_ids  = module.network.subnet_ids["data"]

  client_security_group_ids = {
    importer = aws_security_group.importer.id
  }
}

module "booking_events" {
  source   = "../modules/queue"
  for_each = toset(["ticket-renderer", "mailer", "ledger"])

  name               = "${local.environment}-booking-${each.key}"
  kms_key_id         = aws_kms_key.data.arn
  topic_arns         = [aws_sns_topic.bookings.arn]
  visibility_seconds = lookup({ ticket-renderer = 300 }, each.key, 60)
}

module "site" {
  source = "../modules/cdn"

  name                   = var.domain
  aliases                = [var.domain]
  bucket_domain_name     = module.bucket["site"].domain_name
  api_domain_name        = "api.${var.domain}"
  log_bucket_domain_name = aws_s3_bucket.logs.bucket_domain_name
  certificate_arn        = aws_acm_certificate_validation.site.certificate_arn
}
