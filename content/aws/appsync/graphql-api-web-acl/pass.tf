resource "aws_appsync_graphql_api" "bookings" {
  name                = "bookings"
  authentication_type = "AWS_IAM"
}

resource "aws_wafv2_web_acl_association" "bookings" {
  resource_arn = aws_appsync_graphql_api.bookings.arn
  web_acl_arn  = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/ferry/a1b2c3d4"
}
