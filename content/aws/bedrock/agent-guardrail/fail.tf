resource "aws_bedrockagent_agent" "refunds" {
  agent_name              = "refunds"
  agent_resource_role_arn = "arn:aws:iam::123456789012:role/refunds"
  foundation_model        = "anthropic.claude-3-haiku-20240307-v1:0"
}
