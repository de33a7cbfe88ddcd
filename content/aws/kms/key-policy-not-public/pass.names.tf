variable "account" {
  type = string
}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_kms_key" "bookings" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        AWS = ["arn:aws:iam::${var.account}:root", data.aws_caller_identity.current.account_id, aws_iam_role.reader.arn]
      }
      Action   = "kms:Decrypt"
      Resource = "*"
    }]
  })
}
