resource "aws_cloudtrail" "account" {
  name                          = "account"
  s3_bucket_name                = "ferry-trail"
  include_global_service_events = false
}
