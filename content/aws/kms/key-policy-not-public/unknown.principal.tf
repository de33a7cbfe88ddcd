# Whoever runs it may say "*".
variable "reader" {
  type = string
}

resource "aws_kms_key" "bookings" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.reader }
      Action    = "kms:Decrypt"
      Resource  = "*"
    }]
  })
}
