resource "aws_kinesis_firehose_delivery_stream" "bookings" {
  name        = "bookings"
  destination = "extended_s3"

  extended_s3_configuration {
    bucket_arn = "arn:aws:s3:::ferry-bookings"
    role_arn   = "arn:aws:iam::123456789012:role/firehose"
  }

  server_side_encryption {
    enabled = true
  }
}
