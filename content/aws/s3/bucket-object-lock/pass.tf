resource "aws_s3_bucket" "tickets" {
  bucket              = "ferry-tickets"
  object_lock_enabled = true
}
