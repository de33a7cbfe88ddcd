variable "acl" {
  type = string
}

resource "aws_s3_bucket_acl" "timetables" {
  bucket = "saltmarsh-timetables"
  acl    = var.acl
}
