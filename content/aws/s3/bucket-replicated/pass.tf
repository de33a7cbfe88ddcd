resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_replication_configuration" "tickets" {
  bucket = aws_s3_bucket.tickets.id
  role   = "arn:aws:iam::123456789012:role/booking"

  rule {
    id     = "all"
    status = "Enabled"

    destination {
      bucket = "arn:aws:s3:::ferry-tickets-copy"
    }
  }
}
