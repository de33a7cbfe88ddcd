resource "aws_opensearch_domain" "sailings" {
  domain_name = "sailings"

  node_to_node_encryption {
    enabled = true
  }
}
