resource "aws_cloudtrail" "account" {
  name           = "account"
  s3_bucket_name = "ferry-trail"
  event_selector {
    read_write_type = "All"
  }
}
