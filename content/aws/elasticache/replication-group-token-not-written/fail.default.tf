variable "password" {
  type      = string
  sensitive = true
  default   = "example-not-a-secret"
}

resource "aws_elasticache_replication_group" "bookings" {
  replication_group_id       = "bookings"
  description                = "sessions"
  transit_encryption_enabled = true
  auth_token                 = var.password
}
