resource "aws_opensearch_domain" "sailings" {
  domain_name = "sailings"

  domain_endpoint_options {
    enforce_https = true
  }
}
