resource "aws_cloudtrail" "account" {
  name                       = "account"
  s3_bucket_name             = "ferry-trail"
  enable_log_file_validation = true
}
