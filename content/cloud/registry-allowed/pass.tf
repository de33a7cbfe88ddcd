variable "release" {
  type = string
}

# Which tag it is does not matter.
resource "aws_ecs_task_definition" "web" {
  family = "web"

  container_definitions = jsonencode([
    { name = "web", image = "registry.example.com/shop/web:${var.release}", memory = 128 },
    { name = "proxy", image = "nginx", memory = 128 },
  ])
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::123456789012:role/orders"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders:${var.release}"
}
