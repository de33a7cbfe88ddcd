resource "aws_s3_bucket" "timetables" {
  bucket = "saltmarsh-timetables"
}

resource "aws_s3_bucket_acl" "timetables" {
  bucket = aws_s3_bucket.timetables.id
  acl    = "public-read"
}
