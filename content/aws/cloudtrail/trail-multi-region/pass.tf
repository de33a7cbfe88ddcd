resource "aws_cloudtrail" "account" {
  name                  = "account"
  s3_bucket_name        = "ferry-trail"
  is_multi_region_trail = true
}
