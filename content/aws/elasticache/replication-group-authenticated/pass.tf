resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "sessions"
  description          = "sessions of the booking site"
  engine               = "redis"
  node_type            = "cache.t4g.small"
  num_cache_clusters   = 2
  transit_encryption_enabled = true
  user_group_ids             = ["booking"]
}
