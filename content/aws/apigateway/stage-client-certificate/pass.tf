resource "aws_api_gateway_stage" "live" {
  rest_api_id           = "example"
  deployment_id         = "example"
  stage_name            = "live"
  client_certificate_id = "a1b2c3"
}
