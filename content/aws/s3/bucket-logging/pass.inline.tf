resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"

  logging {
    target_bucket = "ferry-logs"
  }
}
