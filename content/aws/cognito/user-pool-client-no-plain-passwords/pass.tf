resource "aws_cognito_user_pool_client" "site" {
  name                = "site"
  user_pool_id        = "eu-west-1_Ferry0001"
  explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}
