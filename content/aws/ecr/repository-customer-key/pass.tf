resource "aws_ecr_repository" "booking" {
  name = "booking"

  encryption_configuration {
    encryption_type = "KMS"
  }
}
