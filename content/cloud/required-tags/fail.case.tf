# AWS takes "owner" for another key than "Owner".
resource "aws_sqs_queue" "orders" {
  name = "orders"

  tags = {
    owner       = "shop"
    cost-centre = "1234"
  }
}
