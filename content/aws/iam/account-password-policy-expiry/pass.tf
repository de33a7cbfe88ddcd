resource "aws_iam_account_password_policy" "users" {
  max_password_age = 90
}
