resource "aws_s3_access_point" "tickets" {
  bucket = "ferry-tickets"
  name   = "tickets"

  public_access_block_configuration {
    block_public_acls       = true
    block_public_policy     = false
    ignore_public_acls      = true
    restrict_public_buckets = true
  }
}
