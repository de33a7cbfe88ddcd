resource "aws_ecs_cluster" "booking" {
  name = "booking"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}
