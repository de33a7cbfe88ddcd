resource "aws_kms_key" "tickets" {
  description = "tickets"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        AWS = "arn:aws:iam::123456789012:root"
      }
      Action   = "kms:*"
      Resource = "*"
      }, {
      Effect = "Allow"
      Principal = {
        AWS = "*"
      }
      Action   = "kms:Decrypt"
      Resource = "*"
      Condition = {
        StringEquals = {
          "kms:CallerAccount" = "123456789012"
          "kms:ViaService"    = "s3.eu-west-1.amazonaws.com"
        }
      }
    }]
  })
}
