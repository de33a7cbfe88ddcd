resource "aws_transfer_server" "timetables" {
  logging_role = "arn:aws:iam::123456789012:role/transfer"
}
