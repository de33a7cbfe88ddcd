resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        kms_master_key_id = "alias/tickets"
        sse_algorithm     = "aws:kms"
      }
    }
  }
}
