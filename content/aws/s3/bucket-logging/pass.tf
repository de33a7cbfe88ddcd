resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_logging" "tickets" {
  bucket        = aws_s3_bucket.tickets.id
  target_bucket = "ferry-logs"
  target_prefix = "tickets/"
}
