resource "aws_cognito_user_pool" "passengers" {
  name                = "passengers"
  deletion_protection = "ACTIVE"
}
