resource "aws_cognito_identity_pool" "passengers" {
  identity_pool_name = "passengers"
}
