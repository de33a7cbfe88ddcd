resource "aws_iam_policy" "desk" {
  name = "desk"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "**"
      Resource = "**"
    }]
  })
}
