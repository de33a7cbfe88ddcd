resource "aws_apigatewayv2_stage" "live" {
  api_id = "example"
  name   = "live"
}
