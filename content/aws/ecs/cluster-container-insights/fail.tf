resource "aws_ecs_cluster" "booking" {
  name = "booking"
}
