resource "aws_cloudtrail" "account" {
  name                       = "account"
  s3_bucket_name             = "ferry-trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:account:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}
