resource "aws_kms_replica_key" "tickets" {
  primary_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/mrk-00000000000000000000000000000000"
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
