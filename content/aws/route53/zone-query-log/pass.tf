resource "aws_route53_zone" "ferry" {
  name = "ferry.example"
}

resource "aws_route53_query_log" "ferry" {
  zone_id                  = aws_route53_zone.ferry.zone_id
  cloudwatch_log_group_arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/ferry.example"
}
