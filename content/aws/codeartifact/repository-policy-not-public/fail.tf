resource "aws_codeartifact_repository" "packages" {
  domain     = "ferry"
  repository = "packages"
}

resource "aws_codeartifact_repository_permissions_policy" "packages" {
  domain     = "ferry"
  repository = aws_codeartifact_repository.packages.repository

  policy_document = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "codeartifact:PublishPackageVersion"
      Resource  = "*"
    }]
  })
}
