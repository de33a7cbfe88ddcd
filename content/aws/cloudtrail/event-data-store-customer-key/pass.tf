resource "aws_cloudtrail_event_data_store" "lake" {
  name       = "lake"
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
}
