resource "aws_kms_replica_key" "tickets" {
  primary_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/mrk-00000000000000000000000000000000"
}
