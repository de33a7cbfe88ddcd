resource "aws_bedrock_guardrail" "ferry" {
  name                      = "ferry"
  blocked_input_messaging   = "We cannot answer that."
  blocked_outputs_messaging = "We cannot answer that."

  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }
}
