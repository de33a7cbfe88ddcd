resource "aws_iam_user" "clerk" {
  name = "clerk"
}

resource "aws_iam_user_login_profile" "clerk" {
  user = aws_iam_user.clerk.name
}
