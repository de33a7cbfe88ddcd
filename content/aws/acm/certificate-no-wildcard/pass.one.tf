resource "aws_acm_certificate" "www" {
  domain_name       = "www.ferry.example"
  validation_method = "DNS"
}
