# A bucket alone turns nothing on.
resource "aws_lb" "site" {
  name               = "site"
  load_balancer_type = "application"
  subnets            = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]

  access_logs {
    bucket = "ferry-logs"
  }
}
