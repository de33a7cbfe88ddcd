resource "aws_ecs_task_definition" "booking" {
  family = "booking"
  container_definitions = jsonencode([{
    name   = "web"
    image  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/booking:1.4.2"
    memory = 512
  }])
}
