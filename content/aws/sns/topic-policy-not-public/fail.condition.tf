# Everybody can use TLS: the condition keeps nobody out.
resource "aws_sns_topic" "delays" {
  name = "delays"
}

resource "aws_sns_topic_policy" "policy" {
  arn = aws_sns_topic.delays.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })
}
