resource "aws_lb" "site" {
  name    = "site"
  subnets = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = false
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "ferry-logs"
}
