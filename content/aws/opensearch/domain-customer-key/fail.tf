resource "aws_opensearch_domain" "sailings" {
  domain_name = "sailings"

  encrypt_at_rest {
    enabled = true
  }
}
