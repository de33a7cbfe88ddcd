resource "aws_iam_account_password_policy" "users" {
  minimum_password_length = 14
}
