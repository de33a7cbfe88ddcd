resource "aws_ecs_service" "booking" {
  name            = "booking"
  cluster         = "booking"
  task_definition = "booking:7"

  network_configuration {
    subnets          = ["subnet-0123456789abcdef0"]
    assign_public_ip = true
  }
}
