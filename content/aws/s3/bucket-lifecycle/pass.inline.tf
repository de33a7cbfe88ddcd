resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"

  lifecycle_rule {
    enabled = true

    expiration {
      days = 365
    }
  }
}
