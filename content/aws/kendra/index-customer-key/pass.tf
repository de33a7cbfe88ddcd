resource "aws_kendra_index" "handbook" {
  name     = "handbook"
  role_arn = "arn:aws:iam::123456789012:role/kendra"

  server_side_encryption_configuration {
    kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }
}
