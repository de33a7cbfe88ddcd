resource "aws_codebuild_project" "booking" {
  name         = "booking"
  service_role = "arn:aws:iam::123456789012:role/build"

  artifacts {
    type     = "S3"
    location = "ferry-artifacts"
    encryption_disabled = true
  }

  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
    type         = "LINUX_CONTAINER"
  }

  source {
    type     = "GITHUB"
    location = "https://github.com/example/booking.git"
  }
}
