resource "aws_appsync_graphql_api" "bookings" {
  name                = "bookings"
  authentication_type = "AWS_IAM"

  log_config {
    cloudwatch_logs_role_arn = "arn:aws:iam::123456789012:role/appsync"
    field_log_level          = "ERROR"
  }
}
