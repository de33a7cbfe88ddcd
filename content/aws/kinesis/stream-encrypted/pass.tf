resource "aws_kinesis_stream" "positions" {
  name        = "positions"
  shard_count = 1
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}
