resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_acl" "tickets" {
  bucket = aws_s3_bucket.tickets.id
  acl    = "log-delivery-write"
}
