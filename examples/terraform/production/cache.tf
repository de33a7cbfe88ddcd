resource "aws_elasticache_replication_group" "seats" {
  replication_group_id       = "${local.environment}-seats"
  description                = "Seat maps while a booking is open"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = "cache.t4g.small"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  at_rest_encryption_enabled = true
  transit_encryption_enabled = false
  subnet_group_name          = aws_elasticache_subnet_group.seats.name
  security_group_ids         = [aws_security_group.cache.id]
}

resource "aws_elasticache_subnet_group" "seats" {
  name       = "${local.environment}-seats"
  subnet_ids = module.network.subnet_ids["data"]
}
