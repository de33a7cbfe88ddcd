resource "aws_kendra_index" "handbook" {
  name     = "handbook"
  role_arn = "arn:aws:iam::123456789012:role/kendra"
}
