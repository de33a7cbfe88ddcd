resource "aws_memorydb_cluster" "seats" {
  name           = "seats"
  node_type      = "db.t4g.small"
  engine         = "valkey"
  engine_version = "7.2"
  acl_name       = "booking"
}
