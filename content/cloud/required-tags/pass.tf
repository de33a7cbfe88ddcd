resource "aws_sqs_queue" "orders" {
  name = "orders"

  tags = {
    Owner       = "shop"
    cost-centre = "1234"
  }
}
