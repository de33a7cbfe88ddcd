resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"

  versioning {
    enabled    = true
    mfa_delete = true
  }
}
