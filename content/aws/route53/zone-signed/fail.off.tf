resource "aws_route53_zone" "ferry" {
  name = "ferry.example"
}

resource "aws_route53_hosted_zone_dnssec" "ferry" {
  hosted_zone_id = aws_route53_zone.ferry.id
  signing_status = "NOT_SIGNING"
}
