resource "aws_iam_user_policy_attachment" "clerk" {
  user       = "clerk"
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}
