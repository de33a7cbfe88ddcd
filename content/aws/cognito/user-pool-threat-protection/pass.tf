resource "aws_cognito_user_pool" "passengers" {
  name = "passengers"

  user_pool_add_ons {
    advanced_security_mode = "ENFORCED"
  }
}
