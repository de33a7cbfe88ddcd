# Nothing here says a region: it comes from the environment.
resource "aws_sqs_queue" "orders" {
  name = "orders"
}
