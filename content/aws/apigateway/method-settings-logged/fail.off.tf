resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = "example"
  stage_name  = "live"
  method_path = "*/*"

  settings {
    logging_level = "OFF"
  }
}
