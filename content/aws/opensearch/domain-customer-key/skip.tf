resource "aws_opensearch_domain" "sailings" {
  domain_name = "sailings"
}
