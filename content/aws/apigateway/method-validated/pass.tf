resource "aws_api_gateway_method" "book" {
  rest_api_id          = "example"
  resource_id          = "example"
  http_method          = "POST"
  authorization        = "AWS_IAM"
  request_validator_id = "a1b2c3"
}
