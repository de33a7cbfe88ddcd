resource "aws_iam_account_password_policy" "users" {
  password_reuse_prevention = 3
}
