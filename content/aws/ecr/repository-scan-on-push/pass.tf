resource "aws_ecr_repository" "booking" {
  name = "booking"

  image_scanning_configuration {
    scan_on_push = true
  }
}
