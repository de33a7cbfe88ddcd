resource "aws_sqs_queue" "orders" {
  name = "orders"

  tags = {
    environment = "prod"
  }
}
