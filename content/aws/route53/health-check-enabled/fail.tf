resource "aws_route53_health_check" "www" {
  fqdn          = "www.ferry.example"
  port          = 443
  type          = "HTTPS"
  resource_path = "/health"
  disabled      = true
}
