resource "aws_iam_user" "clerk" {
  name = "clerk"
}
