resource "aws_iam_account_password_policy" "users" {
  require_lowercase_characters = true
  require_numbers              = true
  require_symbols              = false
  require_uppercase_characters = true
}
