resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_website_configuration" "tickets" {
  bucket = aws_s3_bucket.tickets.id

  index_document {
    suffix = "index.html"
  }
}
