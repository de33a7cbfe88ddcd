resource "aws_iam_role_policy_attachment" "booking" {
  role       = "booking"
  policy_arn = "arn:aws:iam::aws:policy/IAMFullAccess"
}
