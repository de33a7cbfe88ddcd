resource "aws_bedrockagent_agent" "refunds" {
  agent_name                  = "refunds"
  agent_resource_role_arn     = "arn:aws:iam::123456789012:role/refunds"
  foundation_model            = "anthropic.claude-3-haiku-20240307-v1:0"
  customer_encryption_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
