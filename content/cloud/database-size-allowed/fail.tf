resource "aws_db_instance" "main" {
  allocated_storage = 20
  engine            = "postgres"
  instance_class    = "db.r7g.16xlarge"
}

resource "aws_elasticache_cluster" "main" {
  cluster_id      = "main"
  engine          = "redis"
  node_type       = "cache.r7g.16xlarge"
  num_cache_nodes = 1
}
