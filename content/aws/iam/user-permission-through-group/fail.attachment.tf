resource "aws_iam_policy_attachment" "clerk" {
  name       = "clerk"
  users      = ["clerk"]
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}
