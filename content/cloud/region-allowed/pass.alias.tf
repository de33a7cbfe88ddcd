provider "aws" {
  region = "us-west-2"
}

provider "aws" {
  alias  = "central"
  region = "eu-central-1"
}

resource "aws_sqs_queue" "orders" {
  provider = aws.central
  name     = "orders"
}

# Since version 6 of the provider a resource may say its region itself.
resource "aws_sqs_queue" "returns" {
  region = "eu-central-1"
  name   = "returns"
}
