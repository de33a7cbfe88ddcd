resource "aws_opensearch_domain" "sailings" {
  domain_name = "sailings"

  vpc_options {
    subnet_ids = ["subnet-0123456789abcdef0"]
  }
}
