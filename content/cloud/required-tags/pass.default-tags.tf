provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      cost-centre = "1234"
    }
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"

  tags = {
    Owner = "shop"
  }
}
