resource "aws_cloudtrail" "account" {
  name           = "account"
  s3_bucket_name = "ferry-trail"
  kms_key_id     = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
}
