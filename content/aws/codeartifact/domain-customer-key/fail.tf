resource "aws_codeartifact_domain" "ferry" {
  domain = "ferry"
}
