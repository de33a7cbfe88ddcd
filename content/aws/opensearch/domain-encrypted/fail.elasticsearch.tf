resource "aws_elasticsearch_domain" "sailings" {
  domain_name = "sailings"
}
