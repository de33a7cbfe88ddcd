resource "aws_transfer_server" "timetables" {
  structured_log_destinations = ["arn:aws:logs:eu-west-1:123456789012:log-group:transfer:*"]
}
