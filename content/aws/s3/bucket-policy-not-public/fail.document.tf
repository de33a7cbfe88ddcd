resource "aws_s3_bucket" "timetables" {
  bucket = "ferry-timetables"
}

data "aws_iam_policy_document" "everybody" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.timetables.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "timetables" {
  bucket = aws_s3_bucket.timetables.id
  policy = data.aws_iam_policy_document.everybody.json
}
