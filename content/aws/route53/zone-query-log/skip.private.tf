resource "aws_route53_zone" "ferry" {
  name = "ferry.example"

  vpc {
    vpc_id = "vpc-0123456789abcdef0"
  }
}
