resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_ownership_controls" "tickets" {
  bucket = aws_s3_bucket.tickets.id

  rule {
    object_ownership = "ObjectWriter"
  }
}
