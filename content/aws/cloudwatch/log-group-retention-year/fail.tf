resource "aws_cloudwatch_log_group" "booking" {
  name              = "/booking/api"
  retention_in_days = 30
}
