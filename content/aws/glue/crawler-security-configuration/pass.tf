resource "aws_glue_crawler" "timetables" {
  name                   = "timetables"
  role                   = "arn:aws:iam::123456789012:role/glue"
  database_name          = "ferry"
  security_configuration = "ferry"

  s3_target {
    path = "s3://ferry-timetables"
  }
}
