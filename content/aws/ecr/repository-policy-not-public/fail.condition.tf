# Everybody can use TLS: the condition keeps nobody out.
resource "aws_ecr_repository" "booking" {
  name = "booking"
}

resource "aws_ecr_repository_policy" "booking" {
  repository = aws_ecr_repository.booking.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["ecr:BatchGetImage"]
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })
}
