resource "aws_athena_workgroup" "reports" {
  name = "reports"

  configuration {
    enforce_workgroup_configuration = false

    result_configuration {
      output_location = "s3://ferry-reports/"
    }
  }
}
