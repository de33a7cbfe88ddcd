resource "aws_lb" "site" {
  name    = "site"
  subnets = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]

  access_logs {
    bucket  = "logs"
    enabled = false
  }
}
