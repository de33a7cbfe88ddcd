resource "aws_cognito_user_pool" "passengers" {
  name              = "passengers"
  mfa_configuration = "OPTIONAL"

  software_token_mfa_configuration {
    enabled = true
  }
}
