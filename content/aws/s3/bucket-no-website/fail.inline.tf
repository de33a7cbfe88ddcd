resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"

  website {
    index_document = "index.html"
  }
}
