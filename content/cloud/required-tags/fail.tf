resource "aws_sqs_queue" "orders" {
  name = "orders"

  tags = {
    Owner = "shop"
  }
}

resource "aws_s3_bucket" "plain" {
  bucket = "example-plain"
}
