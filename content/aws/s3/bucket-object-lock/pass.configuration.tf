resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_object_lock_configuration" "tickets" {
  bucket = aws_s3_bucket.tickets.id

  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 30
    }
  }
}
