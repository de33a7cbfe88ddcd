resource "aws_iam_role_policy_attachment" "booking" {
  role       = "booking"
  policy_arn = "arn:aws:iam::123456789012:policy/booking"
}
