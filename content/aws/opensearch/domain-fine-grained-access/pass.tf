resource "aws_opensearch_domain" "sailings" {
  domain_name = "sailings"

  advanced_security_options {
    enabled = true
  }
}
