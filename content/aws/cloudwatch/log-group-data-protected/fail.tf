resource "aws_cloudwatch_log_group" "booking" {
  name = "/booking/api"
}
