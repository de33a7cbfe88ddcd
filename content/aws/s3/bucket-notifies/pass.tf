resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_notification" "tickets" {
  bucket      = aws_s3_bucket.tickets.id
  eventbridge = true
}
