data "aws_iam_policy_document" "booking" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "booking" {
  name   = "booking"
  policy = data.aws_iam_policy_document.booking.json
}
