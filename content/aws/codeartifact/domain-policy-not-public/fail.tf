resource "aws_codeartifact_domain" "ferry" {
  domain = "ferry"
}

resource "aws_codeartifact_domain_permissions_policy" "ferry" {
  domain = aws_codeartifact_domain.ferry.domain

  policy_document = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "codeartifact:CreateRepository"
      Resource  = "*"
    }]
  })
}
