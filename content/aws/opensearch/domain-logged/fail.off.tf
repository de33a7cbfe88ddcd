resource "aws_opensearch_domain" "sailings" {
  domain_name = "sailings"

  log_publishing_options {
    log_type                 = "ES_APPLICATION_LOGS"
    cloudwatch_log_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:sailings"
    enabled                  = false
  }
}
