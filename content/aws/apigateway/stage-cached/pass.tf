resource "aws_api_gateway_stage" "live" {
  rest_api_id           = "example"
  deployment_id         = "example"
  stage_name            = "live"
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
}
