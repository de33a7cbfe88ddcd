resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "tickets" {
  bucket = aws_s3_bucket.tickets.id

  rule {
    apply_server_side_encryption_by_default {
      kms_master_key_id = aws_kms_key.tickets.arn
      sse_algorithm     = "aws:kms"
    }
  }
}

resource "aws_kms_key" "tickets" {
  enable_key_rotation = true
}
