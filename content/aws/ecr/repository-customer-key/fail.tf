resource "aws_ecr_repository" "booking" {
  name = "booking"
}
