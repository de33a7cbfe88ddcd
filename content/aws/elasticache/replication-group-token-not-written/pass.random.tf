resource "random_password" "bookings" {
  length = 32
}

resource "aws_elasticache_replication_group" "bookings" {
  replication_group_id       = "bookings"
  description                = "sessions"
  transit_encryption_enabled = true
  auth_token                 = random_password.bookings.result
}
