resource "aws_dynamodb_table" "sailings" {
  name         = "sailings"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.sailings.arn
  }
}
resource "aws_kms_key" "sailings" {
  enable_key_rotation = true
}
