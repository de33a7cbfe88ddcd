resource "aws_codebuild_project" "booking" {
  name         = "booking"
  service_role = "arn:aws:iam::123456789012:role/build"
  encryption_key = "arn:aws:kms:eu-west-1:123456789012:key/example"

  artifacts {
    type     = "S3"
    location = "ferry-artifacts"
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
