resource "aws_kms_key" "bookings" {
  enable_key_rotation = true
}

resource "aws_kinesis_stream" "bookings" {
  name            = "bookings"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = aws_kms_key.bookings.arn
}
