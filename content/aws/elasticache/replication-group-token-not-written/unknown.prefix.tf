variable "suffix" {
  type      = string
  sensitive = true
}

resource "aws_elasticache_replication_group" "bookings" {
  replication_group_id       = "bookings"
  description                = "sessions"
  transit_encryption_enabled = true
  auth_token                 = "example-${var.suffix}"
}
