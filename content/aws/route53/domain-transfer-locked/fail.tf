resource "aws_route53domains_registered_domain" "ferry" {
  domain_name   = "ferry.example"
  transfer_lock = false
}
