resource "aws_cloudtrail" "account" {
  name           = "account"
  s3_bucket_name = "ferry-trail"
  kms_key_id     = aws_kms_key.trail.arn
}

resource "aws_kms_key" "trail" {
  enable_key_rotation = true
}
