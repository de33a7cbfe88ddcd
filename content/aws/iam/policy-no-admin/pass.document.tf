data "aws_iam_policy_document" "booking" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::ferry-tickets/*"]
  }
}

resource "aws_iam_policy" "booking" {
  name   = "booking"
  policy = data.aws_iam_policy_document.booking.json
}
