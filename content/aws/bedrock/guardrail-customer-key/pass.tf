resource "aws_bedrock_guardrail" "ferry" {
  name                      = "ferry"
  blocked_input_messaging   = "We cannot answer that."
  blocked_outputs_messaging = "We cannot answer that."
  kms_key_arn               = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }
}
