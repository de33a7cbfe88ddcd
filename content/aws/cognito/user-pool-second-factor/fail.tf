resource "aws_cognito_user_pool" "passengers" {
  name              = "passengers"
  mfa_configuration = "OFF"
}
