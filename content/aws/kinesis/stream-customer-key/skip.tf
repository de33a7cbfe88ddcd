resource "aws_kinesis_stream" "bookings" {
  name        = "bookings"
  shard_count = 1
}
