resource "aws_glue_job" "timetables" {
  name                   = "timetables"
  role_arn               = "arn:aws:iam::123456789012:role/glue"
  security_configuration = "ferry"

  command {
    script_location = "s3://ferry-jobs/timetables.py"
  }
}
