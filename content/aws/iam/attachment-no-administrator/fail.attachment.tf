resource "aws_iam_policy_attachment" "booking" {
  name       = "booking"
  roles      = ["booking"]
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
