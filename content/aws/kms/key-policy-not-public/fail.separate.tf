resource "aws_kms_key" "tickets" {
  description = "tickets"
}

resource "aws_kms_key_policy" "tickets" {
  key_id = aws_kms_key.tickets.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "kms:Decrypt"
      Resource  = "*"
    }]
  })
}
