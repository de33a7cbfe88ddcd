resource "aws_cognito_user_pool_client" "site" {
  name         = "site"
  user_pool_id = "eu-west-1_Ferry0001"
}
