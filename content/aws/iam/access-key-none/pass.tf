resource "aws_iam_access_key" "key" {
  user   = "mailer"
  status = "Inactive"
}
