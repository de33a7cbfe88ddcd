resource "aws_kinesis_stream" "bookings" {
  name            = "bookings"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = "arn:aws:kms:eu-west-1:123456789012:alias/aws/kinesis"
}
