resource "aws_iam_account_password_policy" "users" {
  require_numbers = true
}
