# Everybody but one role is everybody.
resource "aws_kms_key" "bookings" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect       = "Allow"
      NotPrincipal = { AWS = "arn:aws:iam::123456789012:role/guest" }
      Action       = "kms:Decrypt"
      Resource     = "*"
    }]
  })
}
