resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_versioning" "tickets" {
  bucket = aws_s3_bucket.tickets.id
  mfa    = "arn:aws:iam::123456789012:mfa/root 000000"

  versioning_configuration {
    status     = "Enabled"
    mfa_delete = "Enabled"
  }
}
