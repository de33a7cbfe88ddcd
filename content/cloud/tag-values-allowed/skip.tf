# Whether the tag is there is the question of another check.
resource "aws_sqs_queue" "orders" {
  name = "orders"
}
