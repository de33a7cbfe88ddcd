variable "bucket" {
  type = string
}

resource "aws_iam_policy" "booking" {
  name = "booking"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = var.bucket
    }]
  })
}
