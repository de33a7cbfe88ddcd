resource "aws_cognito_identity_pool" "passengers" {
  identity_pool_name = "passengers"
  allow_classic_flow = true
}
