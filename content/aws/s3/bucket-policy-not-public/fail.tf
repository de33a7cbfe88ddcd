resource "aws_s3_bucket" "timetables" {
  bucket = "ferry-timetables"
}

resource "aws_s3_bucket_policy" "timetables" {
  bucket = aws_s3_bucket.timetables.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.timetables.arn}/*"
    }]
  })
}
