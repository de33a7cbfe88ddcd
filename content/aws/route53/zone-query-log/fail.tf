resource "aws_route53_zone" "ferry" {
  name = "ferry.example"
}
