resource "aws_globalaccelerator_accelerator" "site" {
  name = "site"

  attributes {
    flow_logs_enabled   = true
    flow_logs_s3_bucket = "ferry-flow-logs"
  }
}
