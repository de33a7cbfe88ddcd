resource "aws_ecr_repository" "booking" {
  name = "booking"
  image_tag_mutability = "IMMUTABLE"
}
