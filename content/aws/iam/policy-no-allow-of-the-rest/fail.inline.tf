resource "aws_iam_role" "booking" {
  name = "booking"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "lambda.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })

  inline_policy {
    name = "booking"
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "arn:aws:s3:::ferry-tickets/*"
        }, {
        Effect    = "Allow"
        NotAction = "iam:*"
        Resource  = "*"
      }]
    })
  }
}
