variable "tags" {
  type = map(string)
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
  tags = var.tags
}
