resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_lifecycle_configuration" "tickets" {
  bucket = aws_s3_bucket.tickets.id

  rule {
    id     = "old"
    status = "Enabled"

    expiration {
      days = 365
    }
  }
}
