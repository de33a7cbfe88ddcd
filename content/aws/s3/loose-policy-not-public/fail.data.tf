# A data source only finds the bucket; it does not make it.
data "aws_s3_bucket" "timetables" {
  bucket = "timetables"
}

resource "aws_s3_bucket_policy" "timetables" {
  bucket = data.aws_s3_bucket.timetables.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${data.aws_s3_bucket.timetables.arn}/*"
    }]
  })
}
