resource "aws_opensearch_domain_policy" "bookings" {
  domain_name = "bookings"
  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "*"
      Resource  = "*"
    }]
  })
}
