resource "aws_api_gateway_method" "get" {
  rest_api_id   = "example"
  resource_id   = "example"
  http_method   = "OPTIONS"
  authorization = "NONE"
}
