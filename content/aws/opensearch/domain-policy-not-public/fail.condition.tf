# Everybody can use TLS: the condition keeps nobody out.
resource "aws_opensearch_domain" "sailings" {
  domain_name = "sailings"
  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "es:*"
      Resource  = "*"
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })
}
