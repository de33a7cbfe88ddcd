resource "aws_codeartifact_domain" "ferry" {
  domain         = "ferry"
  encryption_key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
