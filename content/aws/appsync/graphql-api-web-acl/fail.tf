resource "aws_appsync_graphql_api" "bookings" {
  name                = "bookings"
  authentication_type = "AWS_IAM"
}
