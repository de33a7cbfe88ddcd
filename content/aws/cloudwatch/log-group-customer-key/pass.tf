resource "aws_cloudwatch_log_group" "booking" {
  name       = "/booking/api"
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
}
