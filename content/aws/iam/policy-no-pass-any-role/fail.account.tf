data "aws_caller_identity" "current" {}

resource "aws_iam_policy" "desk" {
  name = "desk"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iam:PassRole"
      Resource = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/*"
    }]
  })
}
