resource "aws_api_gateway_stage" "live" {
  rest_api_id   = "example"
  deployment_id = "example"
  stage_name    = "live"

  access_log_settings {
    destination_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:api"
    format          = "$context.requestId"
  }
}
